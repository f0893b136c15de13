import type { Json, JsonObject } from "../src/model/json.ts";
import type { Action, Phase, ToolCall } from "../src/model/toolcall.ts";
import { readAction, type ToolRow } from "./action.ts";
import type { Dialect, Env, EventRow, Incoming, RawCall } from "./dialect.ts";
import { find, text, texts } from "./fields.ts";
import type { Scan } from "./json-scan.ts";
import { parseInner, typeName } from "./stdin.ts";

/** A payload that `dialect` recognised, as what the rest of the guard works on. Never throws. */
export function decode(dialect: Dialect, payload: JsonObject, scan: Scan, env: Env): Incoming {
  const oddities = scan.duplicates.map((duplicate) => `duplicate key ${duplicate.key}`);
  const { fields } = dialect;
  const event = dialect.event?.(payload) ?? text(payload, fields.event, oddities) ?? "";
  const version = text(payload, fields.version, []) ?? dialect.env.version?.(env);
  const session = text(payload, fields.session, oddities);
  const row = Object.hasOwn(dialect.events, event) ? dialect.events[event] : undefined;
  const raw = rawCall(dialect, row, payload);
  const carriesCall = row === undefined ? raw.tool !== undefined || raw.input !== undefined : row.phase !== "none";
  if (!carriesCall) return { kind: "event", dialect: dialect.id, version, event, session, payload };

  const phase = row?.phase ?? phaseByName(event);
  if (row === undefined) oddities.push(`unknown event ${event.slice(0, 64)}`);
  const tool = typeof raw.tool === "string" ? raw.tool : "";
  const input = innerInput(raw.input, oddities);
  const id = text(payload, fields.subagentId, oddities);
  const type = text(payload, fields.subagentType, oddities);
  const call: ToolCall = {
    agent: dialect.id,
    event,
    phase,
    id: text(payload, fields.id, oddities),
    session,
    turn: text(payload, fields.turn, oddities),
    subagent: id === undefined && type === undefined ? undefined : { id, type },
    cwd: text(payload, fields.cwd, oddities),
    workspace: workspaceOf(dialect, payload, env),
    permissionMode: text(payload, fields.permissionMode, oddities),
    headless: dialect.env.headless?.(env),
    tool,
    action:
      contested(dialect, scan, input) ??
      namelessTool(raw, input.value) ??
      actionOf(dialect, tool, input.value, payload),
    outcome: phase === "after" || phase === "failed" ? dialect.outcome(payload, event, phase) : undefined,
    input: input.value,
    oddities,
  };
  return { kind: "call", dialect: dialect.id, version, call };
}

/** What the tool named `tool` would do with `input`, by the dialect's tables. */
export function actionOf(dialect: Dialect, tool: string, input: Json, payload: JsonObject = {}): Action {
  const row = rowOf(dialect, tool);
  if (row !== undefined) return readAction(row, input);
  const name = dialect.mcp(tool, payload);
  return name === undefined ? { kind: "unknown-tool", args: input } : { kind: "mcp", ...name, args: input };
}

function rowOf(dialect: Dialect, tool: string): ToolRow | undefined {
  if (Object.hasOwn(dialect.tools, tool)) return dialect.tools[tool];
  const prefix = dialect.namespaces?.find((namespace) => tool.startsWith(namespace));
  const bare = prefix === undefined ? undefined : tool.slice(prefix.length).replace(/^[._/:]+/, "");
  return bare !== undefined && Object.hasOwn(dialect.tools, bare) ? dialect.tools[bare] : undefined;
}

/** An event that no table knows is taken as one that can still be stopped, unless its name says that it comes later. */
function phaseByName(event: string): Phase {
  if (!/^(post|after)/i.test(event)) return "before";
  return /fail|error/i.test(event) ? "failed" : "after";
}

function rawCall(dialect: Dialect, row: EventRow | undefined, payload: JsonObject): RawCall {
  if (row?.call !== undefined) return row.call(payload);
  const tool = find(payload, dialect.fields.tool);
  return { tool: typeof tool === "string" ? tool : undefined, input: find(payload, dialect.fields.input) };
}

interface Input {
  readonly value: Json;
  readonly contested: boolean;
}

/** Some clients send the input as JSON text. A patch or another plain text stays what it is. */
function innerInput(input: Json | undefined, oddities: string[]): Input {
  if (typeof input !== "string" || !/^\s*\{/.test(input)) return { value: input ?? null, contested: false };
  const inner = parseInner(input);
  if (inner === undefined) oddities.push("the tool input is text that looks like JSON and is not");
  return inner ?? { value: input, contested: false };
}

/**
 * INVARIANT: a call that two JSON parsers may read differently is never judged by one reading: the client may act on
 * the other.
 */
function contested(dialect: Dialect, scan: Scan, input: Input): Action | undefined {
  const inputKeys = new Set(dialect.fields.input.map((name) => name.split(".")[0]));
  const twice = scan.duplicates.find(({ key, top, differs }) => differs && (key === top || inputKeys.has(top)));
  if (twice === undefined && !scan.more && !input.contested) return undefined;
  return { kind: "malformed", problem: `duplicate key ${twice?.key ?? "in the tool input"}`, args: input.value };
}

function namelessTool(raw: RawCall, input: Json): Action | undefined {
  if (typeof raw.tool === "string" && raw.tool !== "") return undefined;
  return { kind: "malformed", problem: `the tool's name is ${typeName(raw.tool)}`, args: input };
}

function workspaceOf(dialect: Dialect, payload: JsonObject, env: Env): readonly string[] {
  const named = texts(payload, dialect.fields.workspace);
  if (named.length > 0) return named;
  for (const name of dialect.env.workspace ?? []) {
    const value = env[name];
    if (value !== undefined && value !== "") return [value];
  }
  return [];
}
