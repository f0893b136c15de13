import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeJournal } from "../report/journal.ts";
import { newHome } from "./run.ts";

// Each case starts the program, which takes most of a second on a busy machine.
const SLOW = { timeout: 60_000 };
const RULE = "git.force-push-protected";

describe("status", SLOW, () => {
  it("says what silences an agent's hooks, and fails then", async () => {
    const { home, project, run } = newHome();
    const env = { PATH: join(home, "bin") };
    const settings = join(home, ".claude", "settings.json");
    const handler = { type: "command", command: join(home, ".clampd", "bin", "clampd-guard"), args: [] };
    mkdirSync(join(home, ".claude"));
    writeFileSync(settings, JSON.stringify({ hooks: { PreToolUse: [{ matcher: "*", hooks: [handler] }] } }));
    expect(await run(["status"], { env })).toMatchObject({ code: 0, out: expect.not.stringContaining("silenced") });
    mkdirSync(join(project, ".claude"));
    const silencing = join(project, ".claude", "settings.local.json");
    writeFileSync(silencing, '{"disableAllHooks": true}');
    const { code, out } = await run(["status"], { env });
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining(`silenced: claude: ${silencing}`) });
    const { silencers } = JSON.parse((await run(["status", "--json"], { env })).out);
    expect(silencers).toMatchObject([{ weight: "error", agent: "claude", file: silencing }]);
  });
});

describe("promote", SLOW, () => {
  it("shows the figures and the difference, writes, and demote gives back every byte", async () => {
    const text = '{\r\n\t// ours\r\n\t"profile": "balanced" // for now\r\n}';
    const { home, file, run } = newHome(text);
    writeJournal(join(home, ".clampd", "journal"), [
      {
        time: Date.now() - 1000,
        command: "git push -f origin main",
        findings: [{ rule: RULE, category: "git", evidence: "-f" }],
      },
    ]);
    const dry = await run(["promote", RULE, "--dry-run"]);
    expect(dry).toMatchObject({ code: 0, err: "" });
    expect(dry.out).toContain(`${RULE}: 0 would be blocked, 1 asked about`);
    expect(readFileSync(file, "utf8")).toBe(text);

    expect(await run(["promote", RULE])).toMatchObject({ code: 2, err: expect.stringContaining("add --yes") });
    expect(await run(["promote", RULE, "--yes"])).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(file, "utf8")).toBe(
      `{\r\n\t// ours\r\n\t"profile": "balanced", // for now\r\n\t"rules": {\r\n\t\t"${RULE}": { "mode": "enforce" }\r\n\t}\r\n}`,
    );
    expect((await run(["promote", RULE, "--yes"])).out).toContain("Nothing to do");
    expect(await run(["demote", RULE, "--yes"])).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("says which agents' entries do not fit the mode any more", async () => {
    const { home, run } = newHome();
    const handler = { type: "command", command: join(home, ".clampd", "bin", "clampd-guard"), args: [] };
    const settings = join(home, ".claude", "settings.json");
    mkdirSync(join(home, ".claude"));
    writeFileSync(settings, JSON.stringify({ hooks: { PreToolUse: [{ matcher: "*", hooks: [handler] }] } }));
    expect((await run(["promote", RULE, "--yes"])).out).not.toContain("clampd-guard upgrade");
    expect((await run(["promote", "all", "--yes"])).out).toContain(
      `claude: ${settings}: the entries lack \`onFailure\` for this mode; run \`clampd-guard upgrade\``,
    );
    expect((await run(["demote", "all", "--yes"])).out).not.toContain("clampd-guard upgrade");
  });

  it("makes a file where there is none, which demote removes", async () => {
    const { file, run } = newHome();
    await run(["promote", "git", "--yes"]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ version: 1, categories: { git: { mode: "enforce" } } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await run(["demote", "git", "--yes"]);
    expect(existsSync(file)).toBe(false);
  });

  it("follows a user's link, keeps the mode, and refuses a project's link", async () => {
    const { home, project, file, run } = newHome();
    const real = join(home, "dotfiles.json");
    writeFileSync(real, "{}\n", { mode: 0o640 });
    symlinkSync(real, file);
    expect(await run(["promote", "strict", "--yes"])).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(real, "utf8"))).toEqual({ profile: "strict" });
    expect(statSync(real).mode & 0o777).toBe(0o640);
    mkdirSync(join(project, ".clampd"));
    symlinkSync(real, join(project, ".clampd", "guard.json"));
    const before = readFileSync(real, "utf8");
    expect(await run(["promote", "all", "--layer", "project", "--yes"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("is a link"),
    });
    expect(readFileSync(real, "utf8")).toBe(before);
  });

  it.each<[string, string, string, number, string]>([
    ["a broken file", '{\n  "mode": "observe",\n}', "all", 1, "line 3: a name in double quotes"],
    ["a repeated key", '{"mode":"off",\n"mode":"observe"}', "all", 1, 'line 2: "mode" occurs twice'],
    ["an unknown name", "{}", "git.force-psh-protected", 2, `did you mean ${RULE}`],
  ])("does not write with %s", async (_name, text, name, code, message) => {
    const { file, run } = newHome(text);
    expect(await run(["promote", name, "--yes"])).toMatchObject({ code, err: expect.stringContaining(message) });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("demote leaves rules that protect the guard alone", async () => {
    const { file, run } = newHome('{ "mode": "enforce" }');
    expect(await run(["demote", "agent-integrity.guard-config", "--yes"])).toMatchObject({ code: 1 });
    expect(readFileSync(file, "utf8")).toBe('{ "mode": "enforce" }');
  });
});

describe("exempt", SLOW, () => {
  it("adds with reason and end, lists, and removes", async () => {
    const { file, run } = newHome("{}\n");
    const add = await run([
      "exempt",
      RULE,
      "--repo",
      "~/sandbox",
      "--reason",
      "my own",
      "--expires",
      "2099-01-31",
      "--yes",
    ]);
    expect(add).toMatchObject({ code: 0, err: "" });
    await run(["exempt", RULE, "--path", "gen/**", "--agent", "claude", "--reason", "generated", "--yes"]);
    const [first, second] = JSON.parse(readFileSync(file, "utf8")).exemptions;
    expect(first).toEqual({ rule: RULE, repo: "~/sandbox", reason: "my own", expires: "2099-01-31" });
    expect(second).toMatchObject({
      path: "gen/**",
      agent: "claude",
      expires: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    });
    const { out } = await run(["exempt", "--list"]);
    expect(out).toMatch(/1 +git\.force-push-protected +in ~\/sandbox +until 2099-02-01 00:00 +user +my own/);
    await run(["exempt", "--remove", "1", "--yes"]);
    expect(JSON.parse(readFileSync(file, "utf8")).exemptions).toEqual([second]);
    expect(await run(["exempt", "--remove", "2", "--yes"])).toMatchObject({ code: 2 });
  });

  it.each<[readonly string[], string]>([
    [["agent-integrity.guard-config", "--reason", "x"], "cannot be exempted"],
    [["destructive-fs.delete-root", "--reason", "x"], "cannot be exempted"],
    [[RULE], "--reason is needed"],
    [["no.such-rule", "--reason", "x"], "there is no rule"],
    [[RULE, "--reason", "x", "--expires", "soon"], "--expires wants"],
  ])("refuses %j", async (args, message) => {
    const { file, run } = newHome();
    const { code, err } = await run(["exempt", ...args, "--yes"]);
    expect(code).not.toBe(0);
    expect(err).toContain(message);
    expect(existsSync(file)).toBe(false);
  });
});

describe("config check", SLOW, () => {
  it("never prints a secret, and is called wrongly without a file", async () => {
    const { run, file } = newHome('{"api_key": 7, "secret": ["hunter2"], "gateway_url": "hunter2"}');
    const { out } = await run(["config", "check", file, "--json"]);
    expect(JSON.parse(out)).toHaveLength(3);
    expect(out).not.toContain("hunter2");
    expect(await run(["config", "check", "/no/such/file"])).toMatchObject({ code: 2, out: "" });
  });
});
