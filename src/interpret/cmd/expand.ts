import { DYNAMIC } from "../../model/effect.ts";
import { MAX_KNOWN_TEXT } from "../limits.ts";
import type { Session } from "../powershell/session.ts";
import { capped, known, type Value } from "../powershell/value.ts";
import { environmentVariable } from "../powershell/variables.ts";
import { CLEAN, joinTaint } from "../shell/value.ts";

const REFERENCE =
  /%([^%:\s]{1,64})(?::~(-?\d+)?(?:,(-?\d+))?|:([^%=\r\n]{1,64})=([^%\r\n]{0,64}))?%|%%?~[a-z]*(?:\$\w+:)?([a-z0-9])|%%?([a-z0-9*])|!([^!\s:]{1,64})(?::~(-?\d+)?(?:,(-?\d+))?)?!/gi;

/** Replaces `%X%`, `!X!`, `%X:~1,2%`, `%X:a=b%`, `%i`, `%%i`, `%~dp1` by what is known of them. */
export function expand(text: string, session: Session): Value {
  if (!/[%!]/.test(text)) return known(text);
  let { taint } = known(text);
  let length = text.length;
  const out = text.replace(
    REFERENCE,
    (
      match: string,
      name: string | undefined,
      from: string | undefined,
      count: string | undefined,
      old: string | undefined,
      fresh: string | undefined,
      modified: string | undefined,
      short: string | undefined,
      delayed: string | undefined,
      delayedFrom: string | undefined,
      delayedCount: string | undefined,
    ) => {
      const letter = modified ?? short;
      if (letter !== undefined) {
        const value = session.variables.get(`for ${letter}`);
        if (value !== undefined) {
          taint = joinTaint(taint, value.taint);
          return value.anyOf ? DYNAMIC : value.text;
        }
        return /[\d*]/.test(letter) ? DYNAMIC : match;
      }
      const key = `${name ?? ""}${delayed ?? ""}`.toLowerCase();
      const own = session.variables.get(key);
      const value = own?.text ?? environmentVariable(key, session);
      if (own !== undefined) taint = joinTaint(taint, own.taint);
      // What `!` encloses without delayed expansion, or in a text, stays.
      if (value === undefined && delayed !== undefined) return match;
      if (value === undefined && /token|secret|passw|credential|api_?key/.test(key))
        taint = joinTaint(taint, { ...CLEAN, environment: true });
      const text = length > MAX_KNOWN_TEXT ? DYNAMIC : (value ?? DYNAMIC);
      length += text.length;
      if (text.includes(DYNAMIC)) return text;
      if (old !== undefined && fresh !== undefined) return replaceFolded(text, old, fresh);
      return sliced(text, from ?? delayedFrom, count ?? delayedCount);
    },
  );
  return known(capped(slashed(out)), taint);
}

/** `%TEMP%\x` where the place itself is written with slashes is one path, for whatever program is given it. */
function slashed(text: string): string {
  if (!text.includes("/") || !text.includes("\\")) return text;
  return text.replace(/(?<![^\s"'=])\/[^\s"'|<>&:]*/g, (path) => path.replaceAll("\\", "/"));
}

function sliced(text: string, from: string | undefined, count: string | undefined): string {
  if (from === undefined && count === undefined) return text;
  const start = Number(from ?? 0);
  const rest = text.slice(start);
  if (count === undefined) return rest;
  return Number(count) < 0 ? rest.slice(0, Number(count)) : rest.slice(0, Number(count));
}

function replaceFolded(text: string, from: string, to: string): string {
  return text.toLowerCase().split(from.toLowerCase()).length === 1
    ? text
    : splitFolded(text, from.toLowerCase()).join(to);
}

function splitFolded(text: string, separator: string): readonly string[] {
  const folded = text.toLowerCase();
  const out: string[] = [];
  let at = 0;
  for (let found = folded.indexOf(separator); found >= 0; found = folded.indexOf(separator, at)) {
    out.push(text.slice(at, found));
    at = found + separator.length;
  }
  return [...out, text.slice(at)];
}
