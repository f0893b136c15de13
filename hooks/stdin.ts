import { MAX_JSON_DEPTH, MAX_JSON_VALUES, MAX_STDIN_UNITS } from "../src/limits.ts";
import { isObject, type Json, type JsonObject } from "../src/model/json.ts";
import { type Scan, scanJson } from "./json-scan.ts";

export type Parsed =
  | { readonly ok: true; readonly payload: JsonObject; readonly scan: Scan }
  | { readonly ok: false; readonly problem: string };

/**
 * The text of stdin as a payload. Problems are worded here and never quote the text: it may hold a secret, and V8's own
 * messages quote it.
 */
export function parsePayload(stdin: string): Parsed {
  if (stdin.length > MAX_STDIN_UNITS) return bad(`stdin is larger than ${MAX_STDIN_UNITS / 1024 / 1024} MiB`);
  // A BOM comes with PowerShell pipes (Cursor on Windows) and with some Droid builds; CRLF and a last newline are space.
  const text = stdin.charCodeAt(0) === 0xfeff ? stdin.slice(1) : stdin;
  if (text.trimStart() === "") return bad("stdin is empty");
  const scan = scanJson(text);
  if (scan.exceeded === "depth") return bad(`stdin is nested deeper than ${MAX_JSON_DEPTH} levels`);
  if (scan.exceeded === "values") return bad(`stdin holds more than ${MAX_JSON_VALUES} values`);
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const cut = error instanceof Error && /end of JSON|Unterminated|Expected .* at position/.test(error.message);
    return bad(cut && !/[}\]]\s*$/.test(text.slice(-64)) ? "stdin is JSON that was cut short" : "stdin is not JSON");
  }
  if (!isObject(value)) return bad(`stdin holds ${typeName(value)} where an object belongs`);
  return { ok: true, payload: value, scan };
}

/**
 * A field that some clients send as JSON text instead of JSON (Cursor's beforeMCPExecution, Copilot's toolArgs).
 * Undefined where it is not JSON within the limits.
 */
export function parseInner(text: string): { readonly value: Json; readonly contested: boolean } | undefined {
  const scan = scanJson(text);
  if (scan.exceeded !== undefined) return undefined;
  try {
    return { value: JSON.parse(text), contested: scan.more || scan.duplicates.some((duplicate) => duplicate.differs) };
  } catch {
    return undefined;
  }
}

/** "a number", "an array", … for messages. */
export function typeName(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function bad(problem: string): Parsed {
  return { ok: false, problem };
}
