import { appendFileSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { escapeHtml } from "../../src/report/chart.ts";
import { reportHtml } from "../../src/report/html.ts";
import { loadReport } from "../../src/report/load.ts";
import type { Report } from "../../src/report/report.ts";
import { sinceOf } from "../../src/report/span.ts";
import { reportText } from "../../src/report/text.ts";
import { type Entry, writeJournal } from "./journal.ts";

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.parse("2027-01-20T12:00:00Z");
const push = { rule: "git.force-push", category: "git", evidence: "--force" };
const wide = { rule: "fs.delete-wide", category: "destructive-fs", evidence: "rm" };
const risky = { rule: "secrets.read", category: "secrets", severity: "critical", evidence: "cat" } as const;

let home: string;
let journal: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "report-"));
  journal = join(home, ".clampd", "journal");
});

async function report(entries: readonly Entry[], since = NOW - 14 * DAY): Promise<Report> {
  writeJournal(journal, entries);
  return loadReport({ journal, home, since, now: NOW });
}

describe("the counts", () => {
  it("are of calls, not of findings, and of what would have been under enforce", async () => {
    const { total, rules, categories, agents, stopped, sessions } = await report([
      { time: NOW - DAY, findings: [push, push, { ...wide, severity: "medium" }] },
      { time: NOW - DAY, findings: [risky], policy: { mode: "enforce" }, call: { session: "other" } },
      { time: NOW - DAY },
      { time: NOW - 20 * DAY, findings: [push] },
    ]);
    expect(total).toEqual({ calls: 3, deny: 1, ask: 1, warn: 0 });
    expect([stopped, sessions]).toEqual([1, 2]);
    expect(rules.map(({ name, calls, deny, ask, warn }) => [name, calls, deny, ask, warn])).toEqual([
      ["secrets.read", 1, 1, 0, 0],
      ["git.force-push", 1, 0, 1, 0],
      ["fs.delete-wide", 1, 0, 0, 1],
    ]);
    expect(categories.map((row) => row.name)).toEqual(["secrets", "git", "destructive-fs"]);
    expect(agents).toEqual([{ name: "claude", calls: 3, deny: 1, ask: 1, warn: 0 }]);
  });

  it("take an act that is told twice for one call", async () => {
    const shell = { agent: "cursor", session: "s", id: undefined } as const;
    const { total } = await report([
      { time: NOW - 1000, findings: [push], call: { ...shell, event: "preToolUse", id: "1" } },
      { time: NOW - 900, findings: [push], call: { ...shell, event: "beforeShellExecution" } },
      { time: NOW - 500, findings: [push], call: { ...shell, event: "preToolUse", id: "2" } },
    ]);
    expect(total.calls).toBe(2);
  });

  it("have a row for every day, with calls or without", async () => {
    const { days } = await report([{ time: NOW - 2 * DAY, findings: [push] }], NOW - 3 * DAY);
    expect(days.map(({ name, calls, ask }) => `${name} ${calls} ${ask}`)).toEqual([
      "2027-01-17 0 0",
      "2027-01-18 1 1",
      "2027-01-19 0 0",
      "2027-01-20 0 0",
    ]);
  });

  it("name a repository by its root", async () => {
    mkdirSync(join(home, "shop", ".git"), { recursive: true });
    mkdirSync(join(home, "shop", "src"));
    const { repos } = await report(
      ["shop", "shop/src"].map((folder) => ({ time: NOW, call: { cwd: join(home, folder) } })),
    );
    expect(repos.map(({ name, calls }) => [name, calls])).toEqual([[join(home, "shop"), 2]]);
  });
});

describe("likely false alarms", () => {
  const call = (session: string, ok: boolean, change: Partial<Entry> = {}): Entry => ({
    time: NOW,
    findings: [push],
    call: { session },
    ok,
    ...change,
  });
  it.each<[string, readonly Entry[], boolean]>([
    ["that went on and ended well in several sessions", [call("a", true), call("a", true), call("b", true)], true],
    ["of one session", [call("a", true), call("a", true), call("a", true)], false],
    ["of two calls", [call("a", true), call("b", true)], false],
    ["that often failed", [call("a", true), call("a", true), call("b", true), call("b", false)], false],
    ["that were stopped", ["a", "b", "c"].map((each) => call(each, true, { policy: { mode: "enforce" } })), false],
    [
      "that only warned",
      ["a", "b", "c"].map((each) => call(each, true, { findings: [{ ...push, severity: "medium" }] })),
      false,
    ],
  ])("are calls %s: %#", async (_name, entries, expected) => {
    expect((await report(entries)).falseAlarms.map((alarm) => alarm.rule)).toEqual(expected ? ["git.force-push"] : []);
  });
});

describe("what is not covered", () => {
  it("is said: torn lines, tools that no table knows, silent agents, denials that were not obeyed", async () => {
    mkdirSync(join(home, ".qwen"));
    writeJournal(journal, [
      { time: NOW, findings: [risky], policy: { mode: "enforce" }, ok: true },
      { time: NOW, call: { agent: "codex", tool: "Fancy", action: { kind: "unknown-tool", args: {} } } },
      { time: NOW, call: { action: { kind: "type-into-shell", text: undefined } } },
    ]);
    for (const name of readdirSync(journal)) appendFileSync(join(journal, name), '{"v":1,"kind":"decisi\n\n[]\n');
    const { gaps, total } = await loadReport({ journal, home, since: NOW - DAY, now: NOW });
    expect(total.calls).toBe(3);
    expect(gaps.map(({ what, count, detail }) => `${count} ${what.split(/[:;,]/)[0]}: ${detail}`)).toEqual([
      "1 denied calls that ended all the same: claude (1)",
      "1 calls of tools that no table knows: codex Fancy (1)",
      "1 inputs into a running shell that the client does not show: claude Bash (1)",
      "1 calls of agents that never told how a call ended: codex (1)",
      `2 lines of the journal that could not be read: ${journal}`,
      "1 agents with a folder here from which no call came: qwen (~/.qwen)",
    ]);
  });
});

describe("the page", () => {
  it("loads nothing, runs nothing, and shows what agents wrote as text", async () => {
    const page = reportHtml(
      await report([
        {
          time: NOW,
          command: `echo "</pre><script>x</script>" \u202E`,
          findings: [{ ...push, evidence: "<script>" }],
          call: { cwd: `/w/"><img src=x>`, agent: "<b>" },
        },
      ]),
    );
    expect(page).not.toMatch(/<script|<img|<b>&lt;|\u202E|https?:|url\(|@import/);
    expect(page).toContain("<mark>&lt;script&gt;</mark>");
    expect(page).toContain("prefers-color-scheme:dark");
    expect(page.match(/<svg/g)?.length).toBeGreaterThan(3);
  });

  it("is there for an empty journal, too", async () => {
    const empty = await report([]);
    expect(reportHtml(empty)).toContain("No rule matched.");
    expect(reportText(empty)).toContain("No calls in this time.");
  });

  it.each([
    ["a&b", "a&amp;b"],
    [`<a href='x'>"`, "&lt;a href=&#39;x&#39;&gt;&quot;"],
    ["a\u0000\u001b[31m\u2028b", "a [31m b"],
  ])("escapes %j", (text, expected) => {
    expect(escapeHtml(text)).toBe(expected);
  });
});

it("the terminal's report underlines what the rule matched", async () => {
  const text = reportText(await report([{ time: NOW, command: "git push --force origin", findings: [push] }]));
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.includes("git push --force origin"));
  expect(lines[at + 1]?.indexOf("^^^^^^^")).toBe(lines[at]?.indexOf("--force"));
});

it.each([
  ["14d", NOW - 14 * DAY],
  ["36h", NOW - 1.5 * DAY],
  ["2w", NOW - 14 * DAY],
  ["2027-01-01", Date.parse("2027-01-01")],
  ["0d", undefined],
  ["yesterday", undefined],
  ["2027-13-01", undefined],
])("--since %s", (text, expected) => {
  expect(sinceOf(text, NOW)).toBe(expected);
});
