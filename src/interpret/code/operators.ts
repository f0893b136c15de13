import { DYNAMIC } from "../../model/effect.ts";
import { joinTaint } from "../shell/value.ts";
import { environmentValue, type Machine } from "./machine.ts";
import { member } from "./members.ts";
import { formatPercent, joinPath } from "./texts.ts";
import {
  asNumber,
  asText,
  concat,
  eachText,
  either,
  firstText,
  itemsOf,
  list,
  MAX_TEXT,
  taintOf,
  texts,
  UNKNOWN,
  unknown,
  type Value,
} from "./value.ts";

export function binary(operator: string, left: Value, right: Value, machine: Machine): Value {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a !== undefined && b !== undefined) return arithmetic(operator, a, b);
  const taint = joinTaint(taintOf(left), taintOf(right));
  switch (operator) {
    case "+":
      if (left.kind === "list" && right.kind === "list") return list([...left.items, ...right.items]);
      return isWritten(left) || isWritten(right) ? concat(left, right) : unknown(taint);
    case ".":
    case "..":
      return concat(left, right);
    case "*":
    case "x":
      return repeated(left, right) ?? unknown(taint);
    case "%":
      return left.kind === "text"
        ? texts(
            eachText(left.texts, (one) => formatPercent(one, itemsOf(right)?.map(asText) ?? [asText(right)])),
            { ...left, taint },
          )
        : unknown(taint);
    case "/":
      // Only a path object has this operator on texts (pathlib).
      return machine.library.language === "python" && (isWritten(left) || isWritten(right))
        ? joinPath([asText(left), asText(right)])
        : unknown(taint);
    case "or":
    case "||":
    case "??":
    case "//":
    case "and":
    case "&&":
      return either([left, right]);
    // What a comparison says is yes or no, and nothing of what was compared.
    case "==":
    case "===":
    case "!=":
    case "!==":
    case "is":
    case "isnot":
    case "in":
    case "notin":
      return UNKNOWN;
    default:
      return unknown(taint);
  }
}

function isWritten(value: Value): boolean {
  return value.kind === "text" || (value.kind === "any" && value.of.some((one) => one.kind === "text"));
}

function arithmetic(operator: string, a: number, b: number): Value {
  const results: Readonly<Record<string, number>> = {
    "+": a + b, "-": a - b, "*": a * b, "/": a / b, "//": Math.floor(a / b), "%": a % b, "^": a ^ b, "**": a ** b, "|": a | b, "&": a & b,
    "<<": a << b, ">>": a >> b,
  }; // biome-ignore format: one table
  const value = results[operator];
  return value === undefined ? unknown(taintOf(undefined)) : { kind: "constant", value };
}

function repeated(left: Value, right: Value): Value | undefined {
  const count = asNumber(right) ?? asNumber(left);
  const what = asNumber(right) === undefined ? right : left;
  if (count === undefined || count < 0 || count > MAX_TEXT) return undefined;
  if (what.kind === "text") {
    return texts(
      eachText(what.texts, (one) => (one.length * count > MAX_TEXT ? DYNAMIC : one.repeat(count))),
      what,
    );
  }
  return what.kind === "list" && what.items.length * count <= 256
    ? list(Array.from({ length: Math.floor(count) }, () => what.items).flat())
    : undefined;
}

/** `value[key]` */
export function indexed(value: Value, key: Value, machine: Machine): Value {
  const number = asNumber(key);
  switch (value.kind) {
    case "list": {
      if (number === undefined) return paired(value.items, key) ?? either(value.items);
      return value.items.at(number) ?? unknown(taintOf(value));
    }
    case "dict": {
      const found = asText(key).texts.map((name) => value.entries.get(name) ?? unknown(value.taint));
      return either(found);
    }
    case "text":
      if (number === undefined) return unknown(value.taint);
      return texts(
        eachText(value.texts, (one) => (one.includes(DYNAMIC) ? DYNAMIC : (one.at(number) ?? ""))),
        value,
      );
    case "any":
      return either(value.of.map((one) => indexed(one, key, machine)));
    case "object":
      if (value.type === "environment") return either(asText(key).texts.map((name) => environmentValue(machine, name)));
      return value.fields.get(firstText(key)) ?? unknown(taintOf(value));
    case "library":
      return member(value, firstText(key), machine);
    default:
      return unknown(taintOf(value));
  }
}

/** A list of keys and values in turn, as Perl writes its hashes. */
function paired(items: readonly Value[], key: Value): Value | undefined {
  if (key.kind !== "text") return undefined;
  const at = items.findIndex((item, index) => index % 2 === 0 && firstText(item) === key.texts[0]);
  return at < 0 ? undefined : items[at + 1];
}

export function sliced(value: Value, parts: readonly (Value | undefined)[]): Value {
  const [from, to, step] = parts.map((part) => (part === undefined ? undefined : asNumber(part)));
  if (parts.some((part, index) => part !== undefined && [from, to, step][index] === undefined))
    return unknown(taintOf(value));
  const cut = <T>(items: readonly T[]): readonly T[] => {
    if (step === undefined || step >= 0) return everyNth(items.slice(from, to), step ?? 1);
    // Backwards, what is named first is the end, and comes along.
    const last = from === undefined || from === -1 ? undefined : from + 1;
    const before = to === undefined ? 0 : to < 0 ? items.length + to + 1 : to + 1;
    return everyNth(items.slice(before, last).reverse(), -step);
  };
  if (value.kind === "list") return list(cut(value.items));
  if (value.kind === "text")
    return texts(
      eachText(value.texts, (one) => (one.includes(DYNAMIC) ? DYNAMIC : cut([...one]).join(""))),
      value,
    );
  if (value.kind === "any") return either(value.of.map((one) => sliced(one, parts)));
  return unknown(taintOf(value));
}

function everyNth<T>(items: readonly T[], step: number): readonly T[] {
  return step <= 1 ? items : items.filter((_, index) => index % step === 0);
}
