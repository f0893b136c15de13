import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { guard } from "./program.ts";

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "clampd-asked-")));
  for (const folder of [".claude", ".codex"]) mkdirSync(join(home, folder));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const env = () => ({ HOME: home, PATH: "/usr/bin:/bin", TERM: "dumb", SHELL: "/bin/sh" });
const WHICH = "Install into which";
const MODE = "Mode:";
const GO = "(Y/n)?";

/** Runs on a terminal of its own, and types each answer when its question is there. */
function onTerminal(command: string, answers: readonly (readonly [question: string, answer: string])[]) {
  return new Promise<{ readonly code: number | null; readonly text: string }>((resolve, reject) => {
    const child = spawn("script", ["-qec", command, "/dev/null"], { cwd: home, env: env() });
    let [text, from, next] = ["", 0, 0];
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const [question, answer] = answers[next] ?? [];
      const found = question === undefined ? -1 : text.indexOf(question, from);
      if (question === undefined || answer === undefined || found === -1) return;
      from = found + question.length;
      next++;
      child.stdin.write(answer);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, text }));
  });
}

const textOf = (name: string) => (existsSync(join(home, name)) ? readFileSync(join(home, name), "utf8") : undefined);
const untouched = () =>
  ["claude/settings.json", "codex/hooks.json", "clampd"].every((name) => !existsSync(join(home, `.${name}`)));
const hasTerminal = spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0;

describe.skipIf(!hasTerminal)("install on a terminal without a name", () => {
  test("asks for agents and mode, and does what is answered", async () => {
    const { code, text } = await onTerminal(`${guard} install`, [
      [WHICH, "claude\r"],
      [MODE, "\r"],
      [GO, "\r"],
    ]);
    expect(code, text).toBe(0);
    expect(text).toContain("Found: claude, codex");
    expect(textOf(".claude/settings.json")).toContain("PreToolUse");
    expect(textOf(".codex/hooks.json")).toBeUndefined();
    expect(JSON.parse(textOf(".clampd/guard.json") ?? "")).toMatchObject({ mode: "observe" });
  });

  test("takes nothing for all, and the mode that is named", async () => {
    const { code, text } = await onTerminal(`${guard} install`, [
      [WHICH, "\r"],
      [MODE, "enforce\r"],
      [GO, "y\r"],
    ]);
    expect(code, text).toBe(0);
    expect(
      [textOf(".claude/settings.json"), textOf(".codex/hooks.json")].map((each) => each?.includes("PreToolUse")),
    ).toEqual([true, true]);
    expect(JSON.parse(textOf(".clampd/guard.json") ?? "")).toMatchObject({ mode: "enforce" });
  });

  test.each<[string, readonly (readonly [string, string])[], number, RegExp]>([
    [
      "a no",
      [
        [WHICH, "\r"],
        [MODE, "\r"],
        [GO, "n\r"],
      ],
      0,
      /nothing was installed/,
    ],
    ["an agent that is not there", [[WHICH, "gemini\r"]], 1, /none of them is gemini/],
    [
      "a mode that there is not",
      [
        [WHICH, "\r"],
        [MODE, "fast\r"],
      ],
      1,
      /there is no mode fast/,
    ],
    ["the end of the input", [[WHICH, "\u0004"]], 1, /nothing was installed/],
    [
      "an interruption",
      [
        [WHICH, "claude\r"],
        [MODE, "\u0003"],
      ],
      1,
      /nothing was installed/,
    ],
  ])("writes nothing after %s", async (_, answers, code, said) => {
    const ended = await onTerminal(`${guard} install`, answers);
    expect(ended).toEqual({ code, text: expect.stringMatching(said) });
    expect(ended.text).not.toMatch(/AbortError|unsettled|at .*\.cjs/);
    expect(untouched()).toBe(true);
  });

  test.each([
    ["its input is no terminal", "printf 'claude\\n\\n\\n' | GUARD install"],
    ["its output is no terminal", "GUARD install | cat; exit 2"],
    ["it shall print JSON", "GUARD install --json"],
  ])("is not asked where %s", async (_, command) => {
    const { code, text } = await onTerminal(command.replace("GUARD", guard), [[WHICH, "\r"]]);
    expect({ code, text }).toEqual({ code: 2, text: expect.stringMatching(/say which agent .* or --all/) });
    expect(text).not.toContain(WHICH);
    expect(untouched()).toBe(true);
  });
});
