import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BUILD_ID } from "../build-id.ts";
import type { Context } from "../contexts/context.ts";
import { contextsFile } from "../contexts/context.ts";
import { putContext } from "../contexts/write.ts";
import { enginePlaces } from "../engine/places.ts";
import { auditAnswer } from "../gateway/wire/audit.ts";
import { Agent, type Outcome } from "./agent.ts";
import type { Programs } from "./programs.ts";
import { HARMLESS, STEPS } from "./script.ts";

export interface Teller {
  readonly says: (line: string) => void;
  readonly calls: (outcome: Outcome) => void;
}

export interface Shown {
  readonly gateway: string;
  readonly outcomes: readonly Outcome[];
  /** Milliseconds from the end of the kill command until a call was denied. */
  readonly killedAfter: number;
  /** Records that the gateway has of it. */
  readonly audited: number;
  readonly right: boolean;
}

const POLICY = { mode: "enforce", contact: "ask whoever runs this demo" };
const NAME = "demo-agent";
const KILL_MS = 5_000;
const EVENTS_MS = 15_000;

/**
 * Plays it: a gateway (its own, unless one is given), an engine and an agent below `home`, which is thrown away by the caller.
 * What is started here is ended here, whatever happens.
 */
export async function runDemo(
  home: string,
  programs: Programs,
  given: Context | undefined,
  tell: Teller,
): Promise<Shown> {
  const demo = new Demo(home, programs, tell);
  try {
    return await demo.play(given);
  } finally {
    await programs.stopAll();
  }
}

class Demo {
  readonly #home: string;
  readonly #programs: Programs;
  readonly #tell: Teller;
  readonly #outcomes: Outcome[] = [];
  readonly #agent: Agent;

  constructor(home: string, programs: Programs, tell: Teller) {
    this.#home = home;
    this.#programs = programs;
    this.#tell = tell;
    this.#agent = new Agent(home, programs);
  }

  async play(given: Context | undefined): Promise<Shown> {
    const { says } = this.#tell;
    makeProject(this.#home);
    const own = given === undefined ? await this.#startGateway() : undefined;
    const url = given?.url ?? own?.url ?? "";
    if (given !== undefined) putContext(contextsFile(this.#home), given);
    says(`gateway: ${url}${own === undefined ? "" : ", started for this demo"}`);

    await this.#connect(url, own !== undefined);
    let engine = await this.#startEngine();
    says("guard: connected; the engine runs\n");

    for (const step of STEPS) await this.#call(() => this.#agent.wants(step));

    says("\nthe agent is killed from the command line:");
    await this.#command("kill", NAME, "--reason", "seen enough in the demo");
    const killedAfter = await this.#untilDenied();

    says("\nthe engine is started anew:");
    await this.#programs.stop(engine);
    engine = await this.#startEngine();
    await this.#call(() => this.#agent.wants({ ...HARMLESS, expect: "stopped" }));

    const audited = await this.#audited();
    says(`\nthe gateway has ${audited} records of this agent`);

    if (own === undefined) await this.#command("agent", "resume", NAME);
    else {
      says("\nthe gateway is gone, and the engine with what it knew:");
      await this.#programs.stop(own.child);
      await this.#programs.stop(engine);
      await this.#startEngine();
      await this.#call(() => this.#agent.wants({ ...HARMLESS, expect: "stopped" }));
    }
    const right = this.#outcomes.every((outcome) => outcome.right) && audited > 0;
    return { gateway: url, outcomes: this.#outcomes, killedAfter, audited, right };
  }

  async #startGateway(): Promise<{ readonly url: string; readonly child: ChildProcess }> {
    const args = ["gateway", "--port", "0", "--data", join(this.#home, "gateway"), "--log-level", "silent"];
    const { said, child } = await this.#programs.serve(args, /http:\/\/\S+/);
    // The first key is written after the address is said.
    for (let i = 0; i < 100 && !existsSync(contextsFile(this.#home)); i++) await sleep(50);
    return { url: said, child };
  }

  /** The policy is only set on a gateway of the demo's own; on another one the guard enforces by itself. */
  async #connect(url: string, isOwn: boolean): Promise<void> {
    const registered = await this.#command("agent", "register", NAME, "--json");
    if (isOwn) {
      const file = join(this.#home, "policy.json");
      writeFileSync(file, JSON.stringify(POLICY));
      await this.#command("policy", "apply", file, "--reason", "the demo enforces");
    } else writeFileSync(join(this.#home, ".clampd", "guard.json"), JSON.stringify(POLICY), { mode: 0o600 });
    await this.#programs.command(["connect", url, "--credentials", "-"], registered);
  }

  async #startEngine(): Promise<ChildProcess> {
    const places = enginePlaces(this.#home, BUILD_ID);
    if (places === undefined) throw new Error("the path of the demo's home is too long for an engine's socket");
    const engine = this.#programs.start(["engine", "run"]);
    for (let i = 0; i < 200 && !existsSync(places.socket); i++) await sleep(25);
    return engine;
  }

  async #call(work: () => Promise<Outcome>): Promise<void> {
    const outcome = await work();
    this.#outcomes.push(outcome);
    this.#tell.calls(outcome);
  }

  /** The agent goes on with a harmless call until it is denied. */
  async #untilDenied(): Promise<number> {
    const started = performance.now();
    for (;;) {
      const outcome = await this.#agent.wants({ ...HARMLESS, expect: "stopped" });
      const after = performance.now() - started;
      if (outcome.right || after > KILL_MS) {
        this.#outcomes.push(outcome);
        this.#tell.calls(outcome);
        return Math.round(after);
      }
      await sleep(10);
    }
  }

  /** Events travel in batches, so they may take a moment. */
  async #audited(): Promise<number> {
    let found = 0;
    for (const until = performance.now() + EVENTS_MS; performance.now() < until; await sleep(250)) {
      const answer = auditAnswer.safeParse(
        JSON.parse(await this.#command("audit", "--agent", NAME, "-n", "500", "--json")),
      );
      found = answer.success ? answer.data.entries.length : 0;
      if (found >= this.#outcomes.length) break;
    }
    return found;
  }

  #command(...args: readonly string[]): Promise<string> {
    return this.#programs.command(args);
  }
}

function makeProject(home: string): void {
  mkdirSync(join(home, "project", ".git"), { recursive: true });
  writeFileSync(join(home, "project", ".git", "HEAD"), "ref: refs/heads/main\n");
  mkdirSync(join(home, "project", "src"));
  mkdirSync(join(home, ".clampd"), { mode: 0o700 });
}
