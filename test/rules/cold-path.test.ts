import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

/** Every module that a file loads when it is imported, packages by name. */
function loaded(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = readFileSync(file, "utf8");
  for (const [, names, target] of source.matchAll(/^(?:import|export)\s+([^;]*?)\s*from\s+"([^"]+)";/gm)) {
    const onlyTypes = names?.startsWith("type ") || /^\{(\s*type [^,}]+,?)+\s*\}$/.test(names ?? "");
    if (onlyTypes || target === undefined) continue;
    if (target.startsWith(".")) loaded(join(dirname(file), target), seen);
    else seen.add(target);
  }
  return seen;
}

const at = (path: string) => new URL(`../../src/rules/${path}`, import.meta.url).pathname;

// INVARIANT: a hook call without an engine pays for every module that matching loads.
test("matching loads no package", () => {
  const modules = [...loaded(at("match.ts")), ...loaded(at("detectors.ts"))];
  expect(modules.filter((name) => !name.startsWith("/"))).toEqual([]);
  expect(modules).toContain(at("globs.ts"));
});

test("the walk sees packages where they are loaded", () => {
  expect([...loaded(at("build.ts"))]).toEqual(expect.arrayContaining(["zod", "smol-toml"]));
});
