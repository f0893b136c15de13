import namesOfFamilies from "#program-names";
import { FAMILIES } from "./families.ts";
import type { Program } from "./program.ts";

/** A call may name any number of programs that nobody knows. */
const MAX_KNOWN = 10_000;

const tables: Map<string, Program>[] = [];
let lists: readonly string[] | undefined;

/** By name; a program that is not known is kept as such. */
const known = new Map<string, Program | undefined>();

function rowOf(name: string): Program | undefined {
  if (known.has(name)) return known.get(name);
  lists ??= namesOfFamilies();
  const family = name.includes(" ") ? -1 : lists.findIndex((names) => names.includes(` ${name} `));
  const row = family < 0 ? undefined : tableOf(family).get(name);
  if (known.size < MAX_KNOWN) known.set(name, row);
  return row;
}

function tableOf(family: number): ReadonlyMap<string, Program> {
  const made = tables[family];
  if (made !== undefined) return made;
  const table = new Map<string, Program>();
  for (const program of FAMILIES[family]?.() ?? []) {
    for (const name of program.names) if (!table.has(name)) table.set(name, program);
  }
  tables[family] = table;
  return table;
}

export function findProgram(name: string): Program | undefined {
  const row = rowOf(name);
  if (row !== undefined) return row;
  // python3.12, ruby2.7, gcc-13, clang++-17
  const plain = name.replace(/-?\d+(?:\.\d+)*$/, "");
  return plain === name || plain === "" ? undefined : rowOf(plain);
}

export function programNames(): readonly string[] {
  lists ??= namesOfFamilies();
  return [...new Set(lists.flatMap((names) => names.trim().split(" ")))];
}
