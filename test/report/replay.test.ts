import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { journalSince } from "../../src/journal/since.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { type Replay, replay } from "../../src/report/replay.ts";
import { policyOf } from "../policy/samples.ts";
import { type Entry, writeJournal } from "./journal.ts";

const NOW = Date.parse("2027-01-20T12:00:00Z");
const push = { rule: "git.force-push", category: "git" };
const guard = { rule: "guard.x", category: "guard" };

const RULES = [
  { id: "git.force-push", category: "git", pinned: false, catastrophic: false, exemptable: true },
  { id: "guard.x", category: "guard", pinned: true, catastrophic: false, exemptable: false },
].map((rule) => ({ ...rule, title: rule.id, severity: "high", layer: "builtin" }));

function run(entries: readonly Entry[], current: JsonObject, proposed: JsonObject): Promise<Replay> {
  const folder = mkdtempSync(join(tmpdir(), "replay-"));
  writeJournal(folder, entries);
  return replay({
    records: journalSince(folder, NOW - 1000).records,
    current: policyOf({ user: current }),
    proposed: policyOf({ user: proposed }),
    rules: RULES,
    contextFor: undefined,
    home: "/home/ann",
    repoOf: () => "/w",
  });
}

describe("recorded findings under a proposed policy", () => {
  it.each<[string, JsonObject, JsonObject, string[]]>([
    ["enforced", { mode: "observe" }, { mode: "enforce" }, ["allow ask 2", "allow allow 1"]],
    [
      "by category",
      { mode: "observe" },
      { categories: { git: { mode: "enforce" } } },
      ["allow ask 1", "allow allow 2"],
    ],
    [
      "raised",
      { mode: "enforce" },
      { mode: "enforce", rules: { "git.force-push": { severity: "critical" } } },
      ["ask deny 1", "ask ask 1", "allow allow 1"],
    ],
    ["stricter", { mode: "enforce" }, { mode: "enforce", profile: "strict" }, ["ask deny 2", "allow allow 1"]],
    [
      "exempted",
      { mode: "enforce" },
      { mode: "enforce", exemptions: [{ rule: "git.force-push", reason: "r", repo: "/w" }] },
      ["ask allow 1", "ask ask 1", "allow allow 1"],
    ],
    [
      "exempted, though that is not possible",
      { mode: "enforce" },
      { mode: "enforce", exemptions: [{ rule: "guard.x", reason: "r" }] },
      ["ask ask 2", "allow allow 1"],
    ],
    ["unchanged", {}, {}, ["allow allow 3"]],
  ])("are %s", async (_name, current, proposed, expected) => {
    const entries = [{ time: NOW, findings: [push] }, { time: NOW, findings: [guard] }, { time: NOW }];
    const { moves, calls, record } = await run(entries, current, proposed);
    expect(moves.map(({ from, to, calls: count }) => `${from} ${to} ${count}`).sort()).toEqual([...expected].sort());
    expect([calls, record]).toEqual([3, 3]);
  });

  it("say which exemptions they cannot be held against", async () => {
    const exemptions = [{ rule: "git.force-push", reason: "r", path: "/x/**" }];
    const { pathExemptions, changes } = await run(
      [{ time: NOW, findings: [push] }],
      { mode: "enforce" },
      { mode: "enforce", exemptions },
    );
    expect([pathExemptions, changes]).toEqual([1, []]);
  });

  it("name the rules that make it stricter or milder", async () => {
    const { rules, changes } = await run(
      [{ time: NOW, findings: [push], command: "git push -f" }],
      { mode: "enforce" },
      { mode: "off" },
    );
    expect(rules).toEqual([{ rule: "git.force-push", stricter: 0, milder: 1 }]);
    expect(changes).toMatchObject([{ from: "ask", to: "allow", text: "git push -f", basis: "record" }]);
  });
});
