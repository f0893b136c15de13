import type { DecisionRecord, OutcomeRecord } from "../journal/schema.ts";
import type { Gap } from "./report.ts";

const NOT_ANALYSED = new Set(["guard.not-analysed", "agent-integrity.too-large", "agent-integrity.malformed"]);
const MOST_NAMES = 5;

/** Counts what the guard saw and could not judge in full. */
export class Gaps {
  private readonly failures = new Names();
  private readonly unanalysed = new Names();
  private readonly tools = new Names();
  private readonly hidden = new Names();
  private readonly disobeyed = new Names();
  private readonly decided = new Names();
  private readonly ended = new Set<string>();

  addDecision(record: DecisionRecord): void {
    this.decided.add(record.agent);
    if (record.failure !== undefined) this.failures.add(record.failure);
    const cutShort = record.findings.find((each) => NOT_ANALYSED.has(each.rule));
    if (cutShort !== undefined) this.unanalysed.add(cutShort.evidence ?? cutShort.rule);
    if (record.action === "unknown-tool" || record.action === "malformed")
      this.tools.add(`${record.agent} ${record.tool}`);
    if (record.action === "type-into-shell" && record.text === undefined)
      this.hidden.add(`${record.agent} ${record.tool}`);
  }

  addOutcome(record: OutcomeRecord): void {
    this.ended.add(record.agent);
  }

  addDisobeyed(decision: DecisionRecord): void {
    this.disobeyed.add(decision.agent);
  }

  list(): readonly Gap[] {
    const silent = this.decided.without(this.ended);
    const all: readonly (readonly [string, Names])[] = [
      ["denied calls that ended all the same: the client did not obey", this.disobeyed],
      ["calls that could not be checked", this.failures],
      ["calls that were not analysed as a whole", this.unanalysed],
      ["calls of tools that no table knows; their arguments were looked at", this.tools],
      ["inputs into a running shell that the client does not show", this.hidden],
      ["calls of agents that never told how a call ended", silent],
    ];
    return all.flatMap(([what, names]) =>
      names.total === 0 ? [] : [{ what, count: names.total, detail: names.top() }],
    );
  }
}

class Names {
  total = 0;
  private readonly counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.total += count;
    this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }

  without(others: ReadonlySet<string>): Names {
    const rest = new Names();
    for (const [name, count] of this.counts) if (!others.has(name)) rest.add(name, count);
    return rest;
  }

  top(): string {
    const sorted = [...this.counts].sort((a, b) => b[1] - a[1]);
    const shown = sorted.slice(0, MOST_NAMES).map(([name, count]) => `${name} (${count})`);
    return [...shown, ...(sorted.length > MOST_NAMES ? [`and ${sorted.length - MOST_NAMES} more`] : [])].join(", ");
  }
}
