import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

// What comes from others, held against what this project admits. Known vulnerabilities are `npm audit`'s to tell, where the registry
// can be asked; this holds everywhere.

interface Package {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}

const root = join(import.meta.dirname, "..");
const read = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"));
const manifest: Readonly<Record<"dependencies" | "devDependencies", Readonly<Record<string, string>>>> & {
  readonly allowScripts: Readonly<Record<string, boolean>>;
} = read("package.json");
const locked = new Map<string, Package>(Object.entries(read("package-lock.json").packages));
const own = locked.get("");
locked.delete("");

/** Into the program, whose licence is Apache-2.0, goes only what asks for no more than its notice. */
const SHIPPED: readonly string[] = [
  "MIT",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "BlueOak-1.0.0",
];
/** Of tools that only the developers run, also what binds whoever changes or passes on the tool itself. */
const TOOLS: readonly string[] = [...SHIPPED, "MPL-2.0", "CC-BY-4.0", "Zlib", "WTFPL"];

/** `(MIT OR WTFPL)`: one of them will do; `(MIT AND Zlib)`: both must. No expression here has brackets within. */
function admits(license: string, list: readonly string[]): boolean {
  const words = license.replace(/^\((.*)\)$/, "$1");
  return words.split(" OR ").some((each) => each.split(" AND ").every((name) => list.includes(name)));
}

const failing = (isWrong: (each: Package, path: string) => boolean) =>
  [...locked].filter(([path, each]) => isWrong(each, path)).map(([path]) => path);
/** npm writes no more than the version of builds for machines that are not this one. */
const isForeign = ({ dev, optional, integrity }: Package) =>
  dev === true && optional === true && integrity === undefined;

describe("what the project depends on", () => {
  it("is pinned to one version each, in the manifest and in the lock", () => {
    const named = { ...manifest.dependencies, ...manifest.devDependencies };
    const exact = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
    expect(Object.entries(named).filter(([, version]) => !exact.test(version))).toEqual([]);
    expect(
      Object.entries(named).filter(([name, version]) => locked.get(`node_modules/${name}`)?.version !== version),
    ).toEqual([]);
    expect({ ...own }).toMatchObject({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    });
    expect(locked.size).toBeGreaterThan(300);
  });

  it("comes from the registry, with a digest", () => {
    expect(failing(({ link, resolved }) => link === true || /^(git|file|http:)/.test(resolved ?? ""))).toEqual([]);
    expect(failing((each) => !isForeign(each) && !/^sha512-/.test(each.integrity ?? ""))).toEqual([]);
  });

  it("runs nothing when it is installed, but for what is named", () => {
    const running = failing(({ hasInstallScript }) => hasInstallScript === true);
    expect(running.map((path) => path.replace(/^.*node_modules\//, "")).sort()).toEqual(
      Object.keys(manifest.allowScripts).sort(),
    );
  });

  it("has licences that go with the program's", () => {
    const wrong = failing((each) => {
      if (isForeign(each)) return false;
      return !admits(each.license ?? "none", each.dev === true ? TOOLS : SHIPPED);
    });
    expect(wrong).toEqual([]);
    expect(admits("(MIT OR GPL-3.0)", SHIPPED)).toBe(true);
    for (const license of ["GPL-3.0", "MIT AND GPL-3.0", "MPL-2.0", "none"])
      expect(admits(license, SHIPPED)).toBe(false);
  });

  it("is little in what ships", () => {
    expect([...locked].filter(([, { dev }]) => dev !== true).length).toBeLessThanOrEqual(40);
  });
});
