import { isObject, type Json } from "../model/json.ts";
import { redact } from "../redact/redact.ts";

/** UTF-16 units of text that leave the machine for one call; what Clampd's classification reads at most. */
export const MOST_UNITS = 64 * 1024;
/** What is redacted beyond the cut, so that a credential there is recognised before its half would be left. */
const SLACK = 8 * 1024;
const DEEPEST = 32;
const CUT = "[cut]";
const HIDDEN = "[redacted:field]";

/**
 * The value without credentials, cut to what may be sent. A text is looked at by itself, and as what its key says it is.
 * INVARIANT: no text leaves without having been redacted whole.
 */
export function redactJson(value: Json, most: number = MOST_UNITS): Json {
  let left = most;

  function take(text: string): string {
    if (left <= 0) return text === "" ? "" : CUT;
    const safe = text.length > left ? redact(text.slice(0, left + SLACK)).slice(0, left) + CUT : redact(text);
    left -= safe.length;
    return safe;
  }

  function walk(at: Json, key: string, depth: number): Json {
    if (typeof at === "string") {
      const safe = take(at);
      return saysMore(key, safe) ? HIDDEN : safe;
    }
    if (typeof at === "number") return saysMore(key, String(at)) ? HIDDEN : at;
    if (at === null || typeof at === "boolean") return at;
    if (depth > DEEPEST) return CUT;
    if (Array.isArray(at)) return list(at, key, depth);
    const found: Record<string, Json> = {};
    for (const [name, each] of Object.entries(at)) {
      if (left <= 0) break;
      Object.defineProperty(found, take(name), {
        value: walk(each, name, depth + 1),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return found;
  }

  /** Words of a command line belong together: `--password` says what the word after it is. */
  function list(items: readonly Json[], key: string, depth: number): Json {
    const safe: Json[] = [];
    for (const each of items) {
      if (left <= 0) break;
      safe.push(walk(each, key, depth + 1));
    }
    const words = safe.filter((each) => typeof each === "string");
    if (words.length < 2) return safe;
    const line = words.join(" ").slice(0, most);
    const clean = redact(line);
    return clean === line ? safe : [clean];
  }

  return walk(value, "", 0);
}

/** Whether a text that looks harmless is a credential by the name it bears: {"password": "sunshine"}. */
function saysMore(key: string, text: string): boolean {
  if (key === "" || text === "" || key.length > 200 || text.includes("[redacted:")) return false;
  const line = `${JSON.stringify(key)}: ${JSON.stringify(text.slice(0, SLACK))}`;
  return redact(line) !== line;
}

/** As an object, which the wire wants. */
export function asParams(value: Json): { readonly [key: string]: Json } {
  return isObject(value) ? value : { input: value };
}
