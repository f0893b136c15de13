import { isObject, type Json, type JsonObject } from "../src/model/json.ts";
import type { Action, Edit, Shell } from "../src/model/toolcall.ts";
import { find } from "./fields.ts";
import { parseInner, typeName } from "./stdin.ts";

type Keys = readonly string[];

/** How a tool's input reads as an action: which kind, and under which keys its parts lie (first present counts). */
export type ToolRow =
  | { readonly as: "shell"; readonly command: Keys; readonly cwd?: Keys; readonly shell?: Shell }
  | { readonly as: "type-into-shell"; readonly text: Keys }
  | { readonly as: "read" | "list" | "delete"; readonly path: Keys; readonly fallback?: string }
  | { readonly as: "write"; readonly path: Keys; readonly content: Keys }
  /** One edit by `before` and `after`, or several in the list `edits` with the same names. */
  | { readonly as: "edit"; readonly path: Keys; readonly edits?: Keys; readonly before: Keys; readonly after: Keys }
  | { readonly as: "search"; readonly path: Keys; readonly pattern: Keys; readonly glob?: Keys }
  | { readonly as: "patch"; readonly text: Keys }
  | { readonly as: "fetch"; readonly url: Keys; readonly text?: Keys; readonly saveAs?: Keys }
  /** Addresses stand inside a text (Gemini's web_fetch prompt). */
  | { readonly as: "fetch-from-text"; readonly text: Keys }
  | { readonly as: "web-search"; readonly query: Keys }
  | { readonly as: "mcp"; readonly server: Keys; readonly tool: Keys | string; readonly args: Keys }
  | { readonly as: "spawn-agent"; readonly type: Keys; readonly prompt: Keys }
  | { readonly as: "internal"; readonly text?: Keys }
  /** Acts outside the agent in a way that has no action of its own: the arguments are walked. */
  | { readonly as: "arguments" }
  /** The first row whose key is present; the last one otherwise. */
  | { readonly as: "one-of"; readonly rows: readonly { readonly key: string; readonly row: ToolRow }[] };

/** A wrong shape found while reading; carries the problem's wording. */
class Misshapen {
  readonly problem: string;
  constructor(problem: string) {
    this.problem = problem;
  }
}

/** Reads a known tool's input. Never throws: an input of another shape is an action of kind `malformed`. */
export function readAction(row: ToolRow, input: Json | undefined): Action {
  const args = input ?? null;
  try {
    if (row.as === "patch" && typeof input === "string") return { kind: "patch", text: input };
    if (row.as === "arguments") return { kind: "unknown-tool", args };
    if (row.as === "internal" && !isObject(input)) return { kind: "internal" };
    if (!isObject(input)) return { kind: "malformed", problem: `the tool input is ${typeName(input)}`, args };
    return read(row, input);
  } catch (error) {
    if (error instanceof Misshapen) return { kind: "malformed", problem: error.problem, args };
    throw error;
  }
}

function read(row: ToolRow, input: JsonObject): Action {
  switch (row.as) {
    case "shell": {
      const cwd = row.cwd && optional(input, row.cwd);
      return { kind: "shell", command: required(input, row.command), shell: row.shell ?? "bash", cwd };
    }
    case "type-into-shell":
      return { kind: "type-into-shell", text: optional(input, row.text) };
    case "read":
    case "list":
    case "delete":
      return {
        kind: row.as,
        path: row.fallback === undefined ? required(input, row.path) : (optional(input, row.path) ?? row.fallback),
      };
    case "write":
      return { kind: "write", path: required(input, row.path), content: required(input, row.content) };
    case "edit":
      return { kind: "edit", path: required(input, row.path), edits: edits(row, input) };
    case "search":
      return {
        kind: "search",
        path: optional(input, row.path),
        pattern: required(input, row.pattern),
        glob: row.glob && optional(input, row.glob),
      };
    case "patch":
      return { kind: "patch", text: required(input, row.text) };
    case "fetch":
      return {
        kind: "fetch",
        url: required(input, row.url),
        text: row.text && optional(input, row.text),
        saveAs: row.saveAs && optional(input, row.saveAs),
      };
    case "fetch-from-text": {
      const text = required(input, row.text);
      return { kind: "fetch", url: /https?:\/\/[^\s"'<>]+/i.exec(text)?.[0] ?? "", text };
    }
    case "web-search":
      return { kind: "web-search", query: required(input, row.query) };
    case "mcp":
      return {
        kind: "mcp",
        server: optional(input, row.server),
        tool: typeof row.tool === "string" ? row.tool : required(input, row.tool),
        args: innerArgs(find(input, row.args)) ?? input,
      };
    case "spawn-agent":
      return { kind: "spawn-agent", type: optional(input, row.type), prompt: required(input, row.prompt) };
    case "internal":
      return { kind: "internal", text: row.text && optional(input, row.text) };
    case "arguments":
      return { kind: "unknown-tool", args: input };
    case "one-of": {
      const chosen = row.rows.find(({ key }) => find(input, [key]) !== undefined) ?? row.rows[row.rows.length - 1];
      return chosen === undefined ? { kind: "unknown-tool", args: input } : read(chosen.row, input);
    }
  }
}

function edits(row: Extract<ToolRow, { as: "edit" }>, input: JsonObject): readonly Edit[] {
  const list = row.edits && find(input, row.edits);
  if (list === undefined || list === null) return [oneEdit(row, input)];
  if (!Array.isArray(list)) throw new Misshapen(`${row.edits?.[0]} is ${typeName(list)}`);
  return list.map((entry: Json) => {
    if (!isObject(entry)) throw new Misshapen(`an entry of ${row.edits?.[0]} is ${typeName(entry)}`);
    return oneEdit(row, entry);
  });
}

/** Either text may be missing: an insertion has nothing before, a deleted notebook cell nothing after. */
function oneEdit(row: Extract<ToolRow, { as: "edit" }>, from: JsonObject): Edit {
  return { before: optional(from, row.before) ?? "", after: optional(from, row.after) ?? "" };
}

/** Cline's models write an MCP tool's arguments as JSON text. */
function innerArgs(args: Json | undefined): Json | undefined {
  return typeof args === "string" ? (parseInner(args)?.value ?? args) : args;
}

function required(input: JsonObject, keys: Keys): string {
  const value = optional(input, keys);
  if (value === undefined) throw new Misshapen(`${keys[0]} is missing`);
  return value;
}

function optional(input: JsonObject, keys: Keys): string | undefined {
  const value = find(input, keys);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new Misshapen(`${keys[0]} is ${typeName(value)}`);
  return value;
}
