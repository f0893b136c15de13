import type { Json } from "../src/model/json.ts";
import type { Action } from "../src/model/toolcall.ts";
import { claude } from "./agents/claude.ts";
import { cline } from "./agents/cline.ts";
import { codex } from "./agents/codex.ts";
import { copilot } from "./agents/copilot.ts";
import { cursor } from "./agents/cursor.ts";
import { droid } from "./agents/droid.ts";
import { gemini } from "./agents/gemini.ts";
import { hermes } from "./agents/hermes.ts";
import { kiro } from "./agents/kiro.ts";
import { qwen } from "./agents/qwen.ts";
import { unknown } from "./agents/unknown.ts";
import { vscode } from "./agents/vscode.ts";
import { windsurf } from "./agents/windsurf.ts";
import { actionOf, decode } from "./decode.ts";
import { guess, recognise } from "./detect.ts";
import type { Answer, Dialect, Env, Incoming, Reply } from "./dialect.ts";
import { encode } from "./encode.ts";
import { parsePayload } from "./stdin.ts";

export type { Answer, Incoming, Reply } from "./dialect.ts";

/**
 * Every dialect, in the order in which they are asked: fields of one agent alone first, then events of one agent alone,
 * then those that share Claude Code's event names, told apart by what else is sent; Claude Code's plain form last.
 */
const ordered: readonly Dialect[] = [
  cursor,
  windsurf,
  cline,
  gemini,
  hermes,
  kiro,
  vscode,
  codex,
  copilot,
  droid,
  qwen,
  claude,
  unknown,
];

const byId = new Map(ordered.map((dialect) => [dialect.id, dialect]));

/** Ids of the agents whose dialect is spoken. */
export const agents: readonly string[] = ordered.filter((dialect) => dialect !== unknown).map((dialect) => dialect.id);

/** What came on stdin, told from the text itself and never from the command line. Never throws. */
export function decodeIncoming(stdin: string, env: Env): Incoming {
  const parsed = parsePayload(stdin);
  if (!parsed.ok) return { kind: "bad", dialect: guess(ordered, stdin, env)?.id, problem: parsed.problem };
  const dialect = recognise(ordered, parsed.payload, env);
  if (dialect === undefined)
    return { kind: "bad", dialect: undefined, problem: "stdin names neither a hook event nor a tool" };
  return decode(dialect, parsed.payload, parsed.scan, env);
}

/** What to say to it. Total: every incoming has an answer to every reply. */
export function encodeAnswer(incoming: Incoming, reply: Reply): Answer {
  return encode(incoming.dialect === undefined ? undefined : byId.get(incoming.dialect), incoming, reply);
}

/** What `tool` of `agent` would do with `input`; agents that are not known are read by Claude Code's names. */
export function actionFor(agent: string, tool: string, input: Json): Action {
  return actionOf(byId.get(agent) ?? claude, tool, input);
}
