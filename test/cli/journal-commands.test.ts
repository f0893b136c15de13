import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { offer } from "../../src/approve/approvals.ts";
import { approvalsFolder, names } from "../../src/approve/files.ts";
import { decide } from "../../src/policy/decide.ts";
import { toolCall } from "../journal/calls.ts";
import { finding, policyOf } from "../policy/samples.ts";
import { writeJournal } from "../report/journal.ts";
import { newHome } from "./run.ts";

const SLOW = { timeout: 60_000 };

function homeWithCalls(policy?: string) {
  const made = newHome(policy);
  writeJournal(join(made.home, ".clampd", "journal"), [
    {
      time: Date.now() - 2000,
      command: "git reset --hard",
      findings: [{ rule: "git.discard-changes", category: "git" }],
      call: { cwd: made.project },
    },
    { time: Date.now() - 1000, command: "ls", call: { cwd: made.project } },
    {
      time: Date.now() - 900,
      command: "export T=[redacted:token]",
      findings: [{ rule: "git.discard-changes", category: "git" }],
      call: { cwd: made.project },
    },
  ]);
  return made;
}

describe("report", SLOW, () => {
  it("speaks as text, JSON and a page", async () => {
    const { home, run } = homeWithCalls();
    expect((await run(["report"])).out).toContain("2 asked about");
    expect(JSON.parse((await run(["report", "--json"])).out)).toMatchObject({ total: { calls: 3, ask: 2 } });
    const file = join(home, "r.html");
    expect((await run(["report", "--html", file, "--since", "1d"])).code).toBe(0);
    expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>/);
    expect(await run(["report", "--since", "soon"])).toMatchObject({ code: 2, out: "" });
  });
});

describe("replay", SLOW, () => {
  it("judges whole texts again, says what it judged by the record, and changes nothing", async () => {
    const { home, file, run } = homeWithCalls('{"mode":"observe"}');
    const proposed = join(home, "proposed.json");
    writeFileSync(proposed, '{"mode":"enforce","profile":"strict"}');
    const { code, out } = await run(["replay", "--policy", proposed, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      calls: 3,
      again: 2,
      record: 1,
      changes: [
        { text: "git reset --hard", from: "allow", to: "deny", basis: "again" },
        { text: "export T=[redacted:token]", from: "allow", to: "deny", basis: "record" },
      ],
    });
    expect((await run(["replay", "--policy", proposed])).out).toContain("by their recorded findings: 1");
    expect(readFileSync(file, "utf8")).toBe('{"mode":"observe"}');
    writeFileSync(proposed, '{"mode":');
    expect(await run(["replay", "--policy", proposed])).toMatchObject({
      code: 1,
      err: expect.stringContaining("config check"),
    });
    expect(await run(["replay", "--policy", join(home, "none")])).toMatchObject({ code: 2 });
  });

  it("puts a policy where a signed bundle would be, above the user's file, which stays", async () => {
    const exempted = '{"mode":"enforce","exemptions":[{"rule":"git.discard-changes","reason":"mine"}]}';
    const { home, run } = homeWithCalls(exempted);
    const proposed = join(home, "proposed.json");
    const changes = async (policy: object, layer: string) => {
      writeFileSync(proposed, JSON.stringify(policy));
      const { code, out } = await run(["replay", "--policy", proposed, "--layer", layer, "--json"]);
      expect(code).toBe(0);
      return JSON.parse(out).changes.map(({ from, to }: { from: string; to: string }) => `${from} ${to}`);
    };
    expect(await changes({ profile: "balanced" }, "bundle")).toEqual([]);
    expect(await changes({ locks: ["exemptions"] }, "bundle")).toEqual(["allow ask"]);
    expect(await changes({ mode: "enforce" }, "user")).toEqual(["allow ask"]);
    expect(await run(["replay", "--policy", proposed, "--layer", "builtin"])).toMatchObject({ code: 2 });
  });
});

describe("statusline", SLOW, () => {
  it.each([
    ["observe", /^clampd-guard observe · 2 would have been stopped today\n$/],
    ["enforce", /^clampd-guard enforce · 0 stopped today · 2 would have been stopped today\n$/],
  ])("in %s", async (mode, expected) => {
    const { project, run } = homeWithCalls(`{"mode":"${mode}"}`);
    const stdin = JSON.stringify({ session_id: "s", workspace: { project_dir: project } });
    expect((await run(["statusline"], { stdin })).out).toMatch(expected);
    expect((await run(["statusline"], { stdin: "no JSON" })).out).toMatch(expected);
  });
});

describe("completion", SLOW, () => {
  it.each(["bash", "zsh", "fish", "powershell"])("for %s knows commands, their options and theirs", async (shell) => {
    const { code, out } = await newHome().run(["completion", shell]);
    expect(code).toBe(0);
    for (const word of ["promote", "statusline", "dry-run", "config", "check"]) expect(out).toContain(word);
  });

  it("does not know other shells", async () => {
    expect(await newHome().run(["completion", "tcsh"])).toMatchObject({ code: 2, out: "" });
  });
});

describe("approve", SLOW, () => {
  it("is refused without a terminal and below an agent, and lists what waits", async () => {
    const { home, run } = newHome();
    const decision = decide([finding()], [], policyOf({ user: { mode: "enforce" } }), {
      agent: "codex",
      workspace: [],
      now: Date.now(),
    });
    const code = offer(toolCall({ agent: "codex" }), decision, approvalsFolder(home), Date.now()) ?? "";
    expect((await run(["approve"])).out).toContain(`${code}  codex  fs.delete-wide  ls`);
    const refused = [
      await run(["approve", code], { stdin: "y\n" }),
      await run(["approve", code], { stdin: "y\n", env: { CLAUDECODE: "1" } }),
      await run(["approve", code, "--yes"], { stdin: "y\n" }),
    ];
    expect(refused.map((each) => each.code)).toEqual([1, 1, 2]);
    expect(refused.map((each) => each.err).join()).toMatch(/only a person .*CLAUDECODE/s);
    expect(names(approvalsFolder(home))).toEqual([`${code}.pending.json`]);
  });
});
