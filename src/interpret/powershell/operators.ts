import { DYNAMIC } from "../../model/effect.ts";
import { joinTaint } from "../shell/value.ts";
import { concat, dynamic, each, hashOf, isDynamic, known, list, textOf, type Value } from "./value.ts";

const MAX_RANGE = 256;

/** Operators whose outcome scripts use to spell names; of comparisons nothing is told. */
export function binary(operator: string, left: Value, right: Value): Value {
  const taint = joinTaint(left.taint, right.taint);
  switch (operator.replace(/^-[ci](?=replace|split|join)/, "-")) {
    case "+":
      if (left.table !== undefined) return { ...left, table: new Map([...left.table, ...hashOf(right)]) };
      if (left.items !== undefined && !left.anyOf) return list([...left.items, right]);
      return left.anyOf || right.anyOf
        ? dynamic(taint)
        : (arithmetic(left, right, (a, b) => a + b) ?? concat(left, right));
    case "-":
      return arithmetic(left, right, (a, b) => a - b) ?? dynamic(taint);
    case "*": {
      const count = Number(right.text);
      if (/^\d+$/.test(left.text)) return arithmetic(left, right, (a, b) => a * b) ?? dynamic(taint);
      return Number.isInteger(count) && count >= 0 && left.text.length * count < 10_000
        ? known(left.text.repeat(count), taint)
        : dynamic(taint);
    }
    case "-bxor":
      return arithmetic(left, right, (a, b) => a ^ b) ?? dynamic(taint);
    case "-f":
      return format(left, each(right), taint);
    case "-join":
      return left.anyOf
        ? dynamic(taint)
        : known(
            each(left)
              .map((item) => item.text)
              .join(right.text),
            taint,
          );
    case "-split":
      return split(left, textOf(each(right)[0], " "), taint);
    case "-replace":
      return replaced(left, right, taint);
    case "..":
      return range(Number(left.text), Number(right.text)) ?? dynamic(taint);
    case "-as":
      return left;
    case "??":
      return left.nothing ? right : left;
    default:
      return dynamic();
  }
}

function arithmetic(left: Value, right: Value, apply: (a: number, b: number) => number): Value | undefined {
  const numbers = [left.text, right.text].map((text) =>
    /^-?(?:0x[\da-f]+|\d+(?:\.\d+)?)$/i.test(text) ? Number(text) : Number.NaN,
  );
  const [a = Number.NaN, b = Number.NaN] = numbers;
  if (Number.isNaN(a) || Number.isNaN(b)) return undefined;
  return known(String(apply(a, b)), joinTaint(left.taint, right.taint));
}

/** `'{1}{0}' -f 'b','a'`. */
function format(template: Value, args: readonly Value[], taint: Value["taint"]): Value {
  const text = template.text.replace(/\{\{|\}\}|\{(\d{1,3})[^{}]*\}/g, (match, index: string | undefined) =>
    index === undefined ? match.charAt(0) : textOf(args[Number(index)]),
  );
  return known(text, taint);
}

function split(value: Value, separator: string, taint: Value["taint"]): Value {
  if (value.anyOf || separator === DYNAMIC) return dynamic(taint);
  const plain = literalPattern(separator);
  return list((plain === undefined ? [DYNAMIC] : value.text.split(plain)).map((text) => known(text, taint)));
}

function replaced(value: Value, right: Value, taint: Value["taint"]): Value {
  const [from, to] = each(right);
  const plain = literalPattern(textOf(from));
  if (plain === undefined || plain === "" || isDynamic(right) || /\$[\d{&]/.test(textOf(to))) return dynamic(taint);
  const change = (one: Value): Value => known(replaceFolded(one.text, plain, textOf(to)), taint);
  return value.items === undefined ? change(value) : list(value.items.map(change));
}

/** PowerShell compares without case. */
function replaceFolded(text: string, from: string, to: string): string {
  const folded = text.toLowerCase();
  if (folded.length !== text.length) return text.replaceAll(from, to);
  const wanted = from.toLowerCase();
  let out = "";
  let at = 0;
  for (let found = folded.indexOf(wanted); found >= 0; found = folded.indexOf(wanted, at)) {
    out += text.slice(at, found) + to;
    at = found + wanted.length;
  }
  return out + text.slice(at);
}

/** The text that a pattern without wildcards stands for; a pattern from the call is never compiled. */
function literalPattern(pattern: string): string | undefined {
  if (/[.*+?()[\]{}|^$]|\\[A-Za-z0-9]|\\$/.test(pattern.replace(/\\[^A-Za-z0-9]/g, ""))) return undefined;
  return pattern.replace(/\\([^A-Za-z0-9])/g, "$1");
}

function range(from: number, to: number): Value | undefined {
  if (!Number.isInteger(from) || !Number.isInteger(to) || Math.abs(to - from) > MAX_RANGE) return undefined;
  const step = to < from ? -1 : 1;
  return list(Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => known(String(from + index * step))));
}
