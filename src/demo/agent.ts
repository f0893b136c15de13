import { join } from "node:path";
import { BUILD_ID } from "../build-id.ts";
import { askHook } from "../engine/client.ts";
import { enginePlaces } from "../engine/places.ts";
import { isObject, type JsonObject, stringAt } from "../model/json.ts";
import { launcher, type Programs } from "./programs.ts";
import type { Step } from "./script.ts";

/** What became of a call. */
export interface Outcome {
  readonly about: string;
  readonly tool: string;
  readonly what: string;
  readonly answer: "passes" | "asked" | "denied";
  readonly reason: string;
  /** Milliseconds until the answer was there. */
  readonly took: number;
  readonly right: boolean;
}

/** A scripted agent that speaks Claude Code's dialect and asks its hook before every call. */
export class Agent {
  readonly #home: string;
  readonly #programs: Programs;
  #calls = 0;

  constructor(home: string, programs: Programs) {
    this.#home = home;
    this.#programs = programs;
  }

  async wants({ about, tool, input, expect }: Step): Promise<Outcome> {
    const values = input(this.#home);
    const started = performance.now();
    const stdout = await this.#ask(
      JSON.stringify({
        session_id: "demo",
        transcript_path: join(this.#home, "transcript.jsonl"),
        cwd: join(this.#home, "project"),
        permission_mode: "default",
        hook_event_name: "PreToolUse",
        tool_name: tool,
        tool_input: values,
        tool_use_id: `demo-${++this.#calls}`,
      }),
    );
    const took = performance.now() - started;
    const { answer, reason } = readAnswer(stdout);
    const what = String(values.command ?? values.sql ?? values.file_path ?? "");
    return { about, tool, what, answer, reason, took, right: (answer === "passes") === (expect === "passes") };
  }

  /** By the launcher as a client would, else as the launcher does: over the engine's socket. */
  async #ask(stdin: string): Promise<string> {
    const hook = launcher();
    if (hook !== undefined) return (await this.#programs.run([hook], stdin)).out;
    const socket = enginePlaces(this.#home, BUILD_ID)?.socket;
    const answer = socket === undefined ? undefined : await askHook(socket, { HOME: this.#home }, stdin);
    if (answer === undefined) throw new Error("the engine does not answer");
    return answer.stdout;
  }
}

function readAnswer(stdout: string): Pick<Outcome, "answer" | "reason"> {
  let said: JsonObject | undefined;
  try {
    const value: unknown = JSON.parse(stdout === "" ? "{}" : stdout);
    said = isObject(value) && isObject(value.hookSpecificOutput) ? value.hookSpecificOutput : undefined;
  } catch {
    throw new Error("the hook's answer is no JSON");
  }
  const verdict = said && stringAt(said, "permissionDecision");
  const reason = (said && stringAt(said, "permissionDecisionReason")) ?? "";
  return { answer: verdict === "deny" ? "denied" : verdict === "ask" ? "asked" : "passes", reason };
}
