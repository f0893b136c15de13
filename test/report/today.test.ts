import { appendFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { countToday } from "../../src/report/today.ts";
import { finding } from "../policy/samples.ts";
import { writeJournal } from "./journal.ts";

const NOW = Date.parse("2027-01-20T12:00:00Z");

it("counts on from where it stopped, and anew on a new day", () => {
  const home = mkdtempSync(join(tmpdir(), "today-"));
  const [journal, state] = [join(home, "journal"), join(home, "state", "statusline.json")];
  const count = (now = NOW) => {
    const { calls, stopped, wouldStop } = countToday(journal, state, now);
    return [calls, stopped, wouldStop];
  };
  const ask = { time: NOW, findings: [finding()] };
  expect(count()).toEqual([0, 0, 0]);
  writeJournal(journal, [{ time: NOW, ok: true }, ask, { ...ask, policy: { mode: "enforce" } }]);
  expect(count()).toEqual([3, 1, 1]);
  expect(count()).toEqual([3, 1, 1]);

  const [file = ""] = readdirSync(journal).map((name) => join(journal, name));
  const whole = readFileSync(file, "utf8");
  writeJournal(journal, [ask]);
  const added = readFileSync(file, "utf8").slice(whole.length);
  // A line that is still being written counts when it is whole.
  writeFileSync(file, whole + added.slice(0, 40));
  expect(count()).toEqual([3, 1, 1]);
  appendFileSync(file, added.slice(40));
  expect(count()).toEqual([4, 1, 2]);

  writeFileSync(state, "{}");
  expect(count()).toEqual([4, 1, 2]);
  expect(count(NOW + 24 * 60 * 60 * 1000)).toEqual([0, 0, 0]);
});
