import namesOfFamilies from "#program-names";
import { FAMILIES } from "./families.ts";
import type { Program } from "./program.ts";

const families = new Map<string, number>();
const tables: Map<string, Program>[] = [];

function familyOf(name: string): number | undefined {
  if (families.size === 0) {
    for (const [family, names] of namesOfFamilies().entries()) {
      for (const each of names) if (!families.has(each)) families.set(each, family);
    }
  }
  return families.get(name);
}

function rowOf(name: string): Program | undefined {
  const family = familyOf(name);
  return family === undefined ? undefined : tableOf(family).get(name);
}

function tableOf(family: number): ReadonlyMap<string, Program> {
  const known = tables[family];
  if (known !== undefined) return known;
  const table = new Map<string, Program>();
  for (const program of FAMILIES[family]?.() ?? []) {
    for (const name of program.names) if (!table.has(name)) table.set(name, program);
  }
  tables[family] = table;
  return table;
}

export function findProgram(name: string): Program | undefined {
  const known = rowOf(name);
  if (known !== undefined) return known;
  // python3.12, ruby2.7, gcc-13, clang++-17
  const plain = name.replace(/-?\d+(?:\.\d+)*$/, "");
  return plain === name || plain === "" ? undefined : rowOf(plain);
}

export function programNames(): readonly string[] {
  familyOf("");
  return [...families.keys()];
}
