import { DYNAMIC } from "../../model/effect.ts";
import type { Field } from "../shell/value.ts";
import { orEmpty } from "./text-of.ts";

/**
 * How a program reads its arguments.
 * `options` is a list of words such as `"-r|-R|--recursive -t|--target-directory= -S= --color?="`:
 * aliases joined by `|`, `=` takes a value, `?=` takes one only when attached.
 */
export interface OptionSyntax {
  readonly options?: string;
  /** gnu: options anywhere. posix: they end at the first operand. single: `-name` is one long option (find, java, terraform). none: all are operands. */
  readonly style?: "gnu" | "posix" | "single" | "none";
}

export interface Parsed {
  /** Canonical option name (without dashes, the first alias) → values in order; flags without a value have an empty list entry. */
  readonly options: ReadonlyMap<string, readonly (Field | undefined)[]>;
  readonly operands: readonly Field[];
  /** Position of each operand in the arguments. */
  readonly positions: readonly number[];
  /** Index of `--` among the arguments, or -1. */
  readonly endOfOptions: number;
  readonly canonical: (name: string) => string;
  /** An unquoted dynamic word stands where options may be. */
  readonly dynamic: boolean;
}

interface Table {
  readonly canonical: ReadonlyMap<string, string>;
  readonly takes: ReadonlyMap<string, "value" | "attached">;
  readonly longs: readonly string[];
}

const tables = new Map<string, Table>();

function tableOf(options: string): Table {
  const known = tables.get(options);
  if (known !== undefined) return known;
  const canonical = new Map<string, string>();
  const takes = new Map<string, "value" | "attached">();
  const longs: string[] = [];
  for (const word of options.split(/\s+/)) {
    if (word === "") continue;
    const attached = word.endsWith("?=");
    const valued = word.endsWith("=");
    const names = word
      .replace(/\??=$/, "")
      .split("|")
      .map((name) => name.replace(/^-+/, ""));
    const first = orEmpty(names[0]);
    for (const [index, name] of names.entries()) {
      canonical.set(name, first);
      if (valued) takes.set(name, attached ? "attached" : "value");
      if (word.split("|")[index]?.startsWith("--")) longs.push(name);
    }
  }
  const table = { canonical, takes, longs };
  tables.set(options, table);
  return table;
}

/** Reads arguments as getopt_long does: clusters, attached and separate values, `--`, unambiguous abbreviations. */
export function parseArguments(args: readonly Field[], syntax: OptionSyntax): Parsed {
  const table = tableOf(orEmpty(syntax.options));
  const style = syntax.style ?? "gnu";
  const options = new Map<string, (Field | undefined)[]>();
  const operands: Field[] = [];
  const positions: number[] = [];
  let endOfOptions = -1;
  let dynamic = false;
  const set = (name: string, value: Field | undefined) => {
    const key = table.canonical.get(name) ?? name;
    const list = options.get(key);
    if (list === undefined) options.set(key, [value]);
    else list.push(value);
  };
  for (let i = 0; i < args.length; i++) {
    const field = args[i] as Field;
    const text = field.text;
    const ended = endOfOptions >= 0 || (style === "posix" && operands.length > 0) || style === "none";
    if (!ended && text === "--") {
      endOfOptions = i;
      continue;
    }
    if (!ended && !field.quoted && text.startsWith(DYNAMIC) && !text.includes("/")) dynamic = true;
    if (ended || text.length < 2 || !text.startsWith("-")) {
      operands.push(field);
      positions.push(i);
      continue;
    }
    const long =
      text.startsWith("--") || (style === "single" && !(table.canonical.has(text.charAt(1)) && text.length === 2));
    if (long) {
      const [name, attached] = splitLong(text.replace(/^--?/, ""));
      const full = completed(name, table);
      if (attached !== undefined) set(full, { ...field, text: attached });
      else if (table.takes.get(full) === "value" && i + 1 < args.length) set(full, args[++i]);
      else set(full, undefined);
      continue;
    }
    for (let at = 1; at < text.length; at++) {
      const letter = text.charAt(at);
      const takes = table.takes.get(letter);
      if (takes === undefined) {
        set(letter, undefined);
        continue;
      }
      const rest = text.slice(at + 1);
      if (rest !== "") set(letter, { ...field, text: rest.startsWith("=") ? rest.slice(1) : rest });
      else if (takes === "value" && i + 1 < args.length) set(letter, args[++i]);
      else set(letter, undefined);
      break;
    }
  }
  return {
    options,
    operands,
    positions,
    endOfOptions,
    dynamic,
    canonical: (name) => table.canonical.get(name) ?? name,
  };
}

function splitLong(text: string): readonly [string, string | undefined] {
  const at = text.indexOf("=");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** GNU long options may be cut short where that is unambiguous; an ambiguous one is taken as the first, which is the stricter reading for a guard. */
function completed(name: string, table: Table): string {
  if (table.canonical.has(name) || name.length < 2) return name;
  return table.longs.find((long) => long.startsWith(name)) ?? name;
}

/** Where the arguments after an operand begin; after all of them, when there is no such operand. */
export function behind({ positions }: Parsed, operand: number): number {
  return (positions[operand] ?? Number.POSITIVE_INFINITY) + 1;
}

/** Operands that stand behind `--`. */
export function beyondEnd(parsed: Parsed): readonly Field[] {
  const { operands, positions, endOfOptions } = parsed;
  if (endOfOptions < 0) return [];
  const first = positions.findIndex((at) => at > endOfOptions);
  return first < 0 ? [] : operands.slice(first);
}
