import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeRequest, readAnswer } from "../../src/engine/protocol.ts";
import { type EngineServer, newServer } from "../../src/engine/server.ts";

export const CREDENTIALS = {
  api_key: "ag_live_0123456789abcdefghijklmnopqrstuv",
  agent_id: "7d444840-9dc0-11d1-b245-5ffdce74fad2",
  secret: "ags_0123456789abcdefghijklmnopqrstuv",
} as const;

/** What an agent was told. */
export interface Said {
  readonly verdict: "silence" | "ask" | "deny" | "warn";
  readonly reason: string;
}

const BUILD = "0123456789abcdef";

/** An engine of its own, with a home of its own, that is asked over its socket as a launcher does. */
export class TestEngine {
  readonly home: string;
  readonly log: string[] = [];
  private readonly socket: string;
  private engine: EngineServer | undefined;

  constructor(home: string = mkdtempSync(join(tmpdir(), "clampd-gw-"))) {
    this.home = home;
    this.socket = join(home, `e${TestEngine.count++}.sock`);
    mkdirSync(join(home, ".clampd"), { recursive: true });
    mkdirSync(join(home, "project", ".git"), { recursive: true });
  }

  private static count = 0;

  policy(policy: object): this {
    writeFileSync(join(this.home, ".clampd", "guard.json"), JSON.stringify({ version: 1, ...policy }));
    return this;
  }

  /** Enforces, and asks the gateway at `url`. */
  gateway(url: string, more: object = {}, top: object = {}): this {
    return this.policy({ mode: "enforce", ...CREDENTIALS, ...top, gateway: { url, deadline_ms: 1000, ...more } });
  }

  async start(): Promise<this> {
    process.env.HOME = this.home;
    this.engine = newServer(BUILD, { served: () => {}, failed: (line) => this.log.push(line) });
    await new Promise<void>((resolve) => this.engine?.server.listen(this.socket, resolve));
    this.engine.prepare();
    return this;
  }

  /** Ends as if it were killed: nothing is finished. */
  async stop(): Promise<void> {
    const { engine } = this;
    if (engine === undefined) return;
    this.engine = undefined;
    engine.close();
    await new Promise((resolve) => engine.server.close(resolve));
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  bash(command: string, more: object = {}): Promise<Said> {
    return this.call({ tool_name: "Bash", tool_input: { command }, ...more });
  }

  async call(fields: object): Promise<Said> {
    const base = {
      hook_event_name: "PreToolUse",
      session_id: "s1",
      cwd: join(this.home, "project"),
      tool_use_id: "t1",
    };
    const stdin = Buffer.from(JSON.stringify({ ...base, ...fields }));
    const bytes = await exchange(
      this.socket,
      encodeRequest({ build: BUILD, cwd: "/", argv: [], env: { HOME: this.home }, stdin }),
    );
    const answer = readAnswer(bytes);
    if (answer?.status !== "answered") throw new Error("no answer");
    return readSaid(answer.stdout);
  }

  records(): readonly Readonly<Record<string, unknown>>[] {
    const folder = join(this.home, ".clampd", "journal");
    return readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
    );
  }

  lastRecord(): Readonly<Record<string, unknown>> {
    return this.records().at(-1) ?? {};
  }
}

/** What Claude Code is told. */
export function readSaid(stdout: string): Said {
  if (stdout === "") return { verdict: "silence", reason: "" };
  const said = JSON.parse(stdout);
  const { permissionDecision, permissionDecisionReason } = said.hookSpecificOutput ?? {};
  if (permissionDecision === "ask" || permissionDecision === "deny")
    return { verdict: permissionDecision, reason: permissionDecisionReason };
  return { verdict: "warn", reason: said.systemMessage ?? stdout };
}

function exchange(socket: string, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const connection = createConnection(socket, () => connection.write(request));
    connection.on("data", (chunk) => chunks.push(chunk));
    connection.on("error", reject);
    connection.on("close", () => resolve(Buffer.concat(chunks)));
  });
}

/** Waits for something that happens soon, without a guess at how soon. */
export async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
