import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Metafile {
  readonly inputs: Readonly<Record<string, { readonly bytes: number }>>;
}

const root = join(import.meta.dirname, "../..");

describe("the cold bundle", () => {
  let out = "";
  let inputs: readonly string[] = [];

  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), "clampd-guard-bundle-"));
    execFileSync(process.execPath, [join(root, "build.mjs"), "--bundle-only", "--quiet", "--out", out]);
    const metafile = JSON.parse(readFileSync(join(out, "meta/hook.json"), "utf8")) as Metafile;
    inputs = Object.keys(metafile.inputs);
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

  // node:crypto, node:net and node:child_process take 5 to 10 ms each; node:os and node:sea are small.
  it("loads no built-in module for a usual call that Node has not loaded already", () => {
    const watch = `
      const before = new Set(process.moduleLoadList);
      const loaded = () => process.moduleLoadList.filter((name) => name.startsWith("NativeModule ") && !before.has(name));
      process.on("exit", () => require("node:fs").writeSync(2, loaded().join("\\n")));
      require(${JSON.stringify(join(out, "hook.cjs"))});`;
    const call = { session_id: "s", transcript_path: "/t", cwd: out, permission_mode: "default", tool_use_id: "1" };
    const input = JSON.stringify({
      ...call,
      hook_event_name: "PreToolUse",
      tool_name: "Bash",
      tool_input: { command: "npm test && git status | head -3" },
    });
    const run = spawnSync(process.execPath, ["-e", watch], { input, env: { HOME: out }, encoding: "utf8" });
    expect(run).toMatchObject({ status: 0, stdout: "", stderr: "NativeModule os\nNativeModule sea" });
    const [journal] = readdirSync(join(out, ".clampd/journal"));
    expect(readFileSync(join(out, ".clampd/journal", journal ?? ""), "utf8")).toContain('"verdict":"allow"');
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
