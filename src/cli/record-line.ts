import type { JournalRecord } from "../journal/schema.ts";
import type { Verdict } from "../model/decision.ts";
import { plain, style } from "./print.ts";

const COLOURS: Readonly<Record<Verdict, "red" | "yellow" | "green" | "cyan">> = {
  deny: "red",
  ask: "yellow",
  warn: "cyan",
  allow: "green",
};

/** What a line shows of a record, of this machine's journal or of a gateway. */
export type Shown = Pick<JournalRecord, "time" | "agent" | "tool" | "text"> & {
  readonly subagent?: { readonly type?: string | undefined } | undefined;
} & (
    | { readonly kind: "outcome"; readonly ok: boolean; readonly verdict?: Verdict | undefined }
    | {
        readonly kind: "decision";
        readonly verdict: Verdict;
        readonly wouldBe: Verdict;
        readonly findings: readonly { readonly rule: string }[];
      }
  );

export function recordLine(record: Shown): string {
  const when = record.time.slice(0, 19).replace("T", " ");
  const who = plain(record.subagent?.type === undefined ? record.agent : `${record.agent}/${record.subagent.type}`);
  const what = plain(`${record.tool} ${record.text ?? ""}`).slice(0, 100);
  if (record.kind === "outcome") {
    const disobeyed = record.verdict === "deny" ? style("red", " although it is denied") : "";
    return `${when}  ${who}  ${record.ok ? "ended" : "failed"}${disobeyed}  ${what}`;
  }
  const watched = record.verdict !== record.wouldBe ? ` (would be ${record.wouldBe})` : "";
  const rules = record.findings.map((each) => each.rule).join(", ");
  const verdict = style(COLOURS[record.wouldBe], record.verdict) + watched;
  return `${when}  ${who}  ${verdict}  ${what}${rules === "" ? "" : `  [${plain(rules)}]`}`;
}
