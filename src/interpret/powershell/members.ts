import { parentOf } from "../paths/normalise.ts";
import { joinTaint } from "../shell/value.ts";
import { objectMethod } from "./objects.ts";
import { note, type Session } from "./session.ts";
import type { Expression } from "./syntax.ts";
import { textMethod } from "./text-methods.ts";
import { dynamic, each, isDynamic, known, list, NOTHING, type Value } from "./value.ts";
import { placeOf, userOf } from "./variables.ts";

export interface MemberCall {
  readonly of: Value;
  readonly name: string;
  /** undefined for a property. */
  readonly args: readonly Value[] | undefined;
  readonly isStatic: boolean;
  readonly at: Expression;
}

/** Names inside the antimalware interface; touching them from a script has one purpose. */
const ANTIMALWARE = /amsi(?:utils|initfailed|context|session|scanbuffer|openssion)/i;

export function callMember(call: MemberCall, session: Session): Value {
  const { of, name, args } = call;
  const taint = (args ?? []).reduce((all, arg) => joinTaint(all, arg.taint), of.taint);
  if ([name, ...(args ?? []).map((arg) => arg.text)].some((text) => ANTIMALWARE.test(text)))
    note(session, { kind: "system", action: "security-off", object: "amsi" }, "powershell", call.at);
  if (args === undefined) return property(call, session);
  return objectMethod(call, args, taint, session) ?? textMethod(of, name, args, taint) ?? dynamic(taint);
}

function property(call: MemberCall, session: Session): Value {
  const { of, name } = call;
  if (of.isType === true) return staticProperty(of.type ?? "", name, session);
  const entry = of.table?.get(name);
  if (entry !== undefined) return entry;
  if (of.items !== undefined && !of.anyOf && of.items.some((item) => item.file))
    return list(of.items.map((item) => property({ ...call, of: item }, session)));
  if (of.file) {
    if (/^(?:fullname|path|pspath|providerpath|target|resolvedtarget|versioninfo)$/.test(name)) return of;
    if (name === "name" || name === "pschildname")
      return known(of.text.slice(Math.max(of.text.lastIndexOf("/"), of.text.lastIndexOf("\\")) + 1), of.taint);
    if (/^(?:directory|directoryname|parent|psparentpath)$/.test(name))
      return { ...known(parentOf(of.text.replaceAll("\\", "/")), of.taint), file: true };
    return dynamic(of.taint);
  }
  if ((name === "length" || name === "count") && !isDynamic(of))
    return known(String(of.items?.length ?? of.text.length));
  if (
    name === "content" ||
    name === "rawcontent" ||
    name === "result" ||
    name === "value" ||
    name === "fullname" ||
    name === "path"
  )
    return of;
  // `$ExecutionContext.InvokeCommand`, `[Ref].Assembly`, `(Get-Item x).Directory`: what it came from stays known.
  return { ...dynamic(of.taint), ...(of.type === undefined ? {} : { type: of.type }) };
}

function staticProperty(type: string, name: string, session: Session): Value {
  if (/(?:^|\.)encoding$/.test(type)) return { ...known(name), type: "text.encoding" };
  if (type.endsWith("environment")) {
    if (name === "username") return userOf(session);
    if (name === "currentdirectory") return placeOf(session);
    if (name === "newline") return known("\n");
  }
  if (type === "string" && name === "empty") return known("");
  if (type.startsWith("convert") || type === "math") return dynamic();
  // An enumeration's member, as `[Net.SecurityProtocolType]::Tls12`, is its own name.
  return { ...known(name), type };
}

/** A cast: `[char]105`, `[string]$x`, `[byte[]]…`, `[scriptblock]$text`. */
export function convert(to: string, value: Value, session: Session, at: Expression): Value {
  switch (to) {
    case "void":
      return NOTHING;
    case "char":
      return fromCode(value);
    case "char[]":
      return value.items === undefined && !/^\d+$/.test(value.text)
        ? list([...value.text].map((letter) => known(letter, value.taint)))
        : list(each(value).map(fromCode));
    case "string":
      return value.anyOf || value.items === undefined ? value : known(value.text, value.taint);
    case "int":
    case "int32":
    case "byte":
    case "long":
    case "int64": {
      const number = value.text.trim() === "" ? Number.NaN : Number(value.text);
      return Number.isNaN(number) ? dynamic(value.taint) : known(String(Math.round(number)), value.taint);
    }
    default:
      if (ANTIMALWARE.test(value.text))
        note(session, { kind: "system", action: "security-off", object: "amsi" }, "powershell", at);
      return value.type === undefined && value.table === undefined ? { ...value, type: to } : value;
  }
}

function fromCode(value: Value): Value {
  const code = Number(value.text);
  if (/^\d+$|^0x[\da-f]+$/i.test(value.text) && code <= 0xffff && value.text.length > 0)
    return known(String.fromCharCode(code), value.taint);
  return value.text.length === 1 ? value : dynamic(value.taint);
}
