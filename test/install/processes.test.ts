import { execFile, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, expect, test } from "vitest";

const SCRIPT = fileURLToPath(new URL("./one-run.ts", import.meta.url));
const BEFORE = '{\n  "model": "opus"\n}\n';
const made: string[] = [];
afterEach(() => {
  for (const base of made.splice(0)) rmSync(base, { recursive: true, force: true });
});

function place() {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "clampd-runs-")));
  made.push(home);
  mkdirSync(join(home, ".claude"));
  const settings = join(home, ".claude", "settings.json");
  writeFileSync(settings, BEFORE);
  const program = join(home, "program");
  writeFileSync(program, "#!/bin/sh\necho here\n", { mode: 0o755 });
  const args = (what: string, version: string, ...agents: string[]) => [
    SCRIPT,
    what,
    home,
    program,
    version,
    ...agents,
  ];
  return { home, settings, args, command: join(home, ".clampd", "bin", "program") };
}

test("four installations at once leave one entry of each agent and a way back", async () => {
  const { home, settings, args, command } = place();
  const run = promisify(execFile);
  await Promise.all(
    ["a", "a", "b", "b"].map((version) => run(process.execPath, args("install", version, "claude", "codex", "cursor"))),
  );
  const root = JSON.parse(readFileSync(settings, "utf8"));
  expect(root.hooks.PreToolUse).toHaveLength(1);
  expect(JSON.parse(readFileSync(join(home, ".codex", "hooks.json"), "utf8")).hooks.PreToolUse).toHaveLength(1);
  expect(spawnSync(command, { encoding: "utf8" }).stdout).toBe("here\n");
  await Promise.all([1, 2].map(() => run(process.execPath, args("uninstall", "a", "claude", "codex", "cursor"))));
  expect(readFileSync(settings, "utf8")).toBe(BEFORE);
  expect(existsSync(join(home, ".codex"))).toBe(false);
  expect(existsSync(join(home, ".cursor"))).toBe(false);
}, 30_000);

test("killed before any of its steps, an installation leaves the old or the new file, and the next one finishes", () => {
  const { home, settings, args } = place();
  let whole = "";
  let steps = 0;
  for (let step = 1; ; step++) {
    rmSync(join(home, ".clampd"), { recursive: true, force: true });
    rmSync(join(home, ".codex"), { recursive: true, force: true });
    writeFileSync(settings, BEFORE);
    const env = { ...process.env, CLAMPD_STOP_BEFORE: String(step) };
    const { signal, status, stderr } = spawnSync(process.execPath, args("install", "a", "claude", "codex"), {
      env,
      encoding: "utf8",
    });
    const left = readFileSync(settings, "utf8");
    if (signal === null) {
      expect(status, stderr).toBe(0);
      whole = left;
      steps = step - 1;
      break;
    }
    expect(left === BEFORE || left.endsWith("]\n  }\n}\n")).toBe(true);
    // Sampled, because each takes two more processes.
    if (step % 6 !== 1) continue;
    expect(spawnSync(process.execPath, args("install", "a", "claude", "codex")).status).toBe(0);
    expect(JSON.parse(readFileSync(settings, "utf8")).hooks.PreToolUse).toHaveLength(1);
    expect(spawnSync(process.execPath, args("uninstall", "a", "claude", "codex")).status).toBe(0);
    expect(readFileSync(settings, "utf8")).toBe(BEFORE);
  }
  expect(steps).toBeGreaterThan(20);
  expect(whole).toContain("PostToolUseFailure");
  expect(readdirSync(join(home, ".claude"))).toEqual(["settings.json"]);
}, 120_000);
