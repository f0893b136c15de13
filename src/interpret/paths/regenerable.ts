import rules from "#rules";
import { nameTest, type TextTest } from "./name-globs.ts";

interface Names {
  readonly exact: ReadonlySet<string>;
  readonly globs: readonly TextTest[];
}

/** As the dictionary has them (false), and in lower case for volumes that fold it (true). */
const compiled = new Map<boolean, Names>();

/** Whether a workspace-relative path is, or lies in, a folder that a build makes anew. */
export function isRegenerable(relative: string, foldsCase = false): boolean {
  const { exact, globs } = namesFor(foldsCase);
  const parts = (foldsCase ? relative.toLowerCase() : relative).split("/");
  return parts.some((part) => exact.has(part) || globs.some((glob) => glob.test(part)));
}

function namesFor(foldsCase: boolean): Names {
  const known = compiled.get(foldsCase);
  if (known !== undefined) return known;
  const { regenerable } = rules.dictionaries.paths as { readonly regenerable: readonly string[] };
  const names = regenerable.map((name) => (foldsCase ? name.toLowerCase() : name));
  const made: Names = {
    exact: new Set(names.filter((name) => !name.includes("*"))),
    globs: names.filter((name) => name.includes("*")).map(nameTest),
  };
  compiled.set(foldsCase, made);
  return made;
}
