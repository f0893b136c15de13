import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Import {
  readonly path: string;
  readonly external?: boolean;
}

interface Metafile {
  readonly inputs: Readonly<Record<string, { readonly bytes: number }>>;
  readonly outputs: Readonly<Record<string, { readonly imports: readonly Import[] }>>;
}

const root = join(import.meta.dirname, "../..");

describe("the cold bundle", () => {
  let out = "";
  let inputs: readonly string[] = [];
  let builtins: ReadonlySet<string> = new Set();

  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), "clampd-guard-bundle-"));
    execFileSync(process.execPath, [join(root, "build.mjs"), "--bundle-only", "--quiet", "--out", out]);
    const metafile = JSON.parse(readFileSync(join(out, "meta/hook.json"), "utf8")) as Metafile;
    inputs = Object.keys(metafile.inputs);
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    builtins = new Set(imports.filter((each) => each.external === true).map((each) => each.path));
  });

  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it("is made from the program's entry", () => {
    expect(inputs).toContain("src/main.ts");
  });

  // Import cost in Node 24: undici 50 ms, zod 15 ms, commander 4 ms; the installers' parsers are needed by commands only.
  it.each([
    ["undici", /node_modules\/undici\//],
    ["zod beyond zod/mini", /node_modules\/zod\/(v4\/classic|v3|index)/],
    ["commander", /node_modules\/commander\//],
    ["the TOML parser: rules are compiled at build", /node_modules\/smol-toml\//],
    ["the YAML parser", /node_modules\/yaml\//],
    ["commands", /^src\/cli\//],
    ["installers", /^installers\//],
  ])("does not carry %s", (_name, pattern) => {
    expect(inputs.filter((input) => pattern.test(input))).toEqual([]);
  });

  // These are loaded when Node itself starts; node:crypto, node:net and node:child_process take 5 to 10 ms each.
  it("loads no built-in module that Node has not loaded already", () => {
    const loaded = ["node:buffer", "node:fs", "node:os", "node:path", "node:sea", "node:vm"];
    expect([...builtins].filter((name) => !loaded.includes(name)).sort()).toEqual([]);
  });

  it.runIf(existsSync(join(root, "src/cli/main.ts")))("leaves the commands to a bundle of their own", () => {
    const metafile = JSON.parse(readFileSync(join(out, "meta/cli.json"), "utf8")) as Metafile;
    expect(Object.keys(metafile.inputs)).toContain("src/cli/main.ts");
  });

  it("leaves the gateway's server to a bundle that only the command gateway loads", () => {
    const inputsOf = (name: string) => {
      const metafile = JSON.parse(readFileSync(join(out, `meta/${name}.json`), "utf8")) as Metafile;
      return Object.keys(metafile.inputs);
    };
    const server = /^gateway\/|node_modules\/(?:hono|@hono|pino|prom-client)\//;
    expect(inputsOf("cli").filter((input) => server.test(input))).toEqual([]);
    expect(inputs.filter((input) => server.test(input))).toEqual([]);
    expect(inputsOf("server")).toContain("gateway/app.ts");
    expect(inputsOf("server-store")).toContain("gateway/store/sqlite/worker.ts");
  });
});
