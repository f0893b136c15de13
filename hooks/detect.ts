import type { JsonObject } from "../src/model/json.ts";
import type { Dialect, Env } from "./dialect.ts";

/** The first dialect of `ordered` that knows the payload as its own. */
export function recognise(ordered: readonly Dialect[], payload: JsonObject, env: Env): Dialect | undefined {
  return ordered.find((dialect) => dialect.recognises(payload, env));
}

/** Units of the raw text that are searched for traces. */
const TRACE_UNITS = 64 * 1024;

/**
 * A guess for stdin that cannot be parsed. Traces in the text come first: environment variables are inherited, so an
 * agent started by another agent carries both agents' variables.
 */
export function guess(ordered: readonly Dialect[], stdin: string, env: Env): Dialect | undefined {
  const head = stdin.slice(0, TRACE_UNITS);
  return (
    ordered.find((dialect) => dialect.traces.text.some((trace) => head.includes(trace))) ??
    ordered.find((dialect) => dialect.traces.env.some((name) => env[name] !== undefined))
  );
}
