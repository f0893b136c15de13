import { isObject, type Json, type JsonObject } from "../src/model/json.ts";
import type { Outcome, Phase } from "../src/model/toolcall.ts";
import { find, number } from "./fields.ts";
import { parseInner } from "./stdin.ts";

/** Where a dialect's payloads say how a call ended. */
export interface OutcomeFields {
  readonly output: readonly string[];
  /** Like `output`, sent as JSON text. */
  readonly outputJson?: readonly string[];
  readonly error: readonly string[];
  readonly duration: readonly string[];
  /** Keys in the output whose truth, or whose presence as text or object, says that the call failed. */
  readonly failed: readonly string[];
  readonly exitCode: readonly string[];
  /** The exit code as words, captured, where the client puts it into a text. */
  readonly stated?: { readonly where: "error" | "output"; readonly pattern: RegExp };
}

/** A reader for `Dialect.outcome`. */
export function outcomeBy(fields: OutcomeFields) {
  return (payload: JsonObject, _event: string, phase: Phase): Outcome => {
    const written = fields.outputJson && find(payload, fields.outputJson);
    const inner = typeof written === "string" ? parseInner(written)?.value : undefined;
    const value = inner ?? written ?? find(payload, fields.output);
    const output = value === undefined ? undefined : outputText(value);
    const error = find(payload, fields.error);
    const errorText = typeof error === "string" ? error : error === undefined ? undefined : outputText(error);
    const inside = isObject(value) ? value : {};
    const failed = fields.failed.some((key) => isFailure(find(inside, [key])));
    const exitCode = number(inside, fields.exitCode) ?? stated(fields, errorText, output);
    return {
      ok: phase !== "failed" && !failed && (exitCode === undefined || exitCode === 0),
      exitCode,
      error: errorText,
      durationMs: number(payload, fields.duration),
      output,
    };
  };
}

function isFailure(value: Json | undefined): boolean {
  return (
    value === true ||
    isObject(value) ||
    (typeof value === "string" && /^(error|fail|reject|denied|timeout)/i.test(value))
  );
}

function stated(fields: OutcomeFields, error: string | undefined, output: string | undefined): number | undefined {
  const digits = fields.stated?.pattern.exec((fields.stated.where === "error" ? error : output) ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Keys under which clients put what a tool gave back, in the order in which they are joined. */
const TEXT_KEYS = [
  "stdout",
  "stderr",
  "output",
  "text",
  "content",
  "llmContent",
  "text_result_for_llm",
  "textResultForLlm",
  "message",
];

/** The output as text. An object without any known key is given as JSON. */
function outputText(value: Json): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((entry) => outputText(entry)).join("\n");
  if (isObject(value)) {
    const parts = TEXT_KEYS.filter((key) => Object.hasOwn(value, key)).map((key) => outputText(value[key] ?? ""));
    if (isObject(value.file)) parts.push(outputText(value.file));
    if (parts.length > 0) return parts.filter((part) => part !== "").join("\n");
  }
  return JSON.stringify(value);
}
