import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { guard } from "./program.ts";

const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;
/** Root may write everywhere. */
const AS_USER = IS_ROOT ? ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"] : ["env"];
const canRun = spawnSync(AS_USER[0] as string, [...AS_USER.slice(1), "true"]).status === 0;

let home: string;
const inHome = (name: string) => join(home, name);
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "clampd-refused-")));
  for (const folder of ["", ".claude", ".codex", ".cursor"]) {
    mkdirSync(inHome(folder), { recursive: true });
    if (IS_ROOT) chownSync(inHome(folder), NOBODY, NOBODY);
  }
});
afterEach(() => {
  chmodSync(inHome(".codex"), 0o700);
  rmSync(home, { recursive: true, force: true });
});

function run(...args: readonly string[]) {
  const [file = "", ...rest] = [...AS_USER, guard, ...args, "--json"];
  const { status, stdout } = spawnSync(file, rest, {
    cwd: home,
    env: { HOME: home, PATH: "/usr/bin:/bin" },
    encoding: "utf8",
  });
  const { agents } = JSON.parse(stdout) as { readonly agents: readonly { agent: string; refused?: string }[] };
  return { status, refused: agents.map(({ agent, refused }) => [agent, refused]) };
}

test.skipIf(!canRun)(
  "an agent whose files cannot be written does not keep the others from it, nor from going again",
  () => {
    const refusal = (what: string) => ({
      status: 1,
      refused: [
        ["claude", undefined],
        ["codex", expect.stringMatching(new RegExp(`${home}/.codex/.* ${what} \\(EACCES\\)`))],
        ["cursor", undefined],
      ],
    });
    const all = { status: 0, refused: ["claude", "codex", "cursor"].map((agent) => [agent, undefined]) };
    chmodSync(inHome(".codex"), 0o555);
    expect(run("install", "--all")).toEqual(refusal("cannot be written"));
    expect(readFileSync(inHome(".cursor/hooks.json"), "utf8")).toContain("preToolUse");
    chmodSync(inHome(".codex"), 0o755);
    expect(run("install", "--all")).toEqual(all);
    chmodSync(inHome(".codex"), 0o555);
    expect(run("uninstall", "claude", "codex", "cursor")).toEqual(refusal("cannot be removed"));
    expect(existsSync(inHome(".cursor/hooks.json"))).toBe(false);
    chmodSync(inHome(".codex"), 0o755);
    expect(run("uninstall", "claude", "codex", "cursor").status).toBe(0);
    expect(existsSync(inHome(".codex/hooks.json"))).toBe(false);
  },
);
