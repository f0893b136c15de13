import type { DecisionRecord, FindingRecord, JournalRecord, OutcomeRecord } from "../journal/schema.ts";
import type { Severity, Verdict } from "../model/decision.ts";
import { isStricter, VERDICTS } from "../policy/order.ts";
import { Gaps } from "./gaps.ts";
import { Pairs } from "./pairs.ts";
import type { Counts, Example, FalseAlarm, Report, Row, RuleRow } from "./report.ts";

export interface ReportInputs {
  readonly records: AsyncIterable<JournalRecord> | Iterable<JournalRecord>;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
  /** The repository that holds a folder, else the folder. */
  readonly repoOf: (cwd: string) => string;
}

const MOST_EXAMPLES = 3;
/** A rule that would have stopped so many calls in so many sessions, nearly all of which ended well, is likely wrong about them. */
const FALSE_ALARM = { calls: 3, sessions: 2, share: 0.8 } as const;

/** Sums the journal up, one record at a time: memory grows with the rules, folders and sessions and not with the calls. */
export async function buildReport({ records, since, until, repoOf }: ReportInputs): Promise<Report> {
  const total = zero();
  const [days, categories, repos, agents] = [new Table(), new Table(), new Table(), new Table()];
  const rules = new Map<string, RuleSum>();
  const sessions = new Set<string>();
  const pairs = new Pairs();
  const gaps = new Gaps();
  let stopped = 0;
  let approved = 0;

  for (let day = Date.parse(dayOf(since)); day <= until; day += DAY_MS) days.at(dayOf(day));

  const addDecision = (record: DecisionRecord) => {
    gaps.addDecision(record);
    if (pairs.isDouble(record)) return;
    pairs.keep(record);
    sessions.add(`${record.agent} ${record.session}`);
    if (record.approval !== undefined) approved++;
    if (record.verdict === "deny" || record.verdict === "ask") stopped++;
    const rows = [days.at(record.time.slice(0, 10)), agents.at(record.agent)];
    if (record.cwd !== undefined) rows.push(repos.at(repoOf(record.cwd)));
    for (const row of [total, ...rows]) count(row, record.wouldBe);
    for (const [category, verdict] of strictestBy(record.findings, (each) => each.category))
      count(categories.at(category), verdict);
    for (const [rule, verdict] of strictestBy(record.findings, (each) => each.rule)) {
      const finding = record.findings.find((each) => each.rule === rule && each.verdict === verdict);
      if (finding === undefined) continue;
      const sum = rules.get(rule) ?? new RuleSum(rule, finding);
      rules.set(rule, sum);
      sum.add(record, finding);
    }
  };
  const addOutcome = (record: OutcomeRecord) => {
    gaps.addOutcome(record);
    const decision = pairs.take(record);
    if (decision === undefined) return;
    if (decision.verdict === "deny") return record.ok ? gaps.addDisobeyed(decision) : undefined;
    // A person said yes: that is an answer and no observation.
    if (decision.verdict === "ask" || decision.approval !== undefined) return undefined;
    for (const { rule, verdict } of decision.findings)
      if (verdict === "ask" || verdict === "deny") rules.get(rule)?.addOutcome(decision, record.ok);
    return undefined;
  };
  for await (const record of records) {
    if (record.kind === "decision" && isWhole(record)) addDecision(record);
    else if (record.kind === "outcome") addOutcome(record);
  }

  const ruleRows = [...rules.values()].map((sum) => sum.row()).sort(byWeight);
  return {
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    total,
    stopped,
    approved,
    sessions: sessions.size,
    days: days.rows((a, b) => (a.name < b.name ? -1 : 1)),
    rules: ruleRows,
    categories: categories.rows(byWeight),
    repos: repos.rows(byWeight),
    agents: agents.rows(byWeight),
    falseAlarms: ruleRows.filter(isFalseAlarm).map(falseAlarm),
    gaps: gaps.list(),
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A line that is JSON and of this version may still lack what a hand has removed. */
function isWhole(record: DecisionRecord): boolean {
  return Array.isArray(record.findings) && typeof record.agent === "string" && VERDICTS.includes(record.wouldBe);
}

class Table {
  private readonly byName = new Map<string, Row>();
  at(name: string): Row {
    const row = this.byName.get(name) ?? { name, ...zero() };
    this.byName.set(name, row);
    return row;
  }
  rows(order: (a: Row, b: Row) => number): readonly Row[] {
    return [...this.byName.values()].sort(order);
  }
}

class RuleSum {
  private readonly counts = zero();
  private readonly sessions = new Set<string>();
  private readonly examples: Example[] = [];
  private readonly rule: string;
  private readonly category: string;
  private readonly severity: Severity;
  private wentWell = 0;
  private wentWrong = 0;
  private readonly wellSessions = new Set<string>();

  constructor(rule: string, { category, severity }: FindingRecord) {
    this.rule = rule;
    this.category = category;
    this.severity = severity;
  }

  add(record: DecisionRecord, { verdict, evidence = "" }: FindingRecord): void {
    count(this.counts, verdict);
    this.sessions.add(`${record.agent} ${record.session}`);
    const { time, agent, tool, cwd, text = "" } = record;
    if (this.examples.length < MOST_EXAMPLES && !this.examples.some((each) => each.text === text))
      this.examples.push({ time, agent, tool, cwd, text, evidence, verdict });
  }

  addOutcome(decision: DecisionRecord, ok: boolean): void {
    if (!ok) this.wentWrong++;
    else {
      this.wentWell++;
      this.wellSessions.add(`${decision.agent} ${decision.session}`);
    }
  }

  row(): RuleRow & { readonly wellSessions: number } {
    return {
      name: this.rule,
      category: this.category,
      severity: this.severity,
      ...this.counts,
      sessions: this.sessions.size,
      wentWell: this.wentWell,
      wentWrong: this.wentWrong,
      wellSessions: this.wellSessions.size,
      examples: this.examples,
    };
  }
}

function isFalseAlarm({ wentWell, wentWrong, wellSessions }: RuleRow & { readonly wellSessions: number }): boolean {
  return (
    wentWell >= FALSE_ALARM.calls &&
    wellSessions >= FALSE_ALARM.sessions &&
    wentWell / (wentWell + wentWrong) >= FALSE_ALARM.share
  );
}

function falseAlarm(row: RuleRow & { readonly wellSessions: number }): FalseAlarm {
  const { name, severity, wentWell, wellSessions, examples } = row;
  return { rule: name, severity, calls: wentWell, sessions: wellSessions, example: examples[0] };
}

function zero(): Counts {
  return { calls: 0, deny: 0, ask: 0, warn: 0 };
}

function count(counts: Counts, verdict: Verdict): void {
  counts.calls++;
  if (verdict !== "allow") counts[verdict]++;
}

/** The strictest verdict per name: a rule that matches three times in one call stops one call. */
function strictestBy(
  findings: readonly FindingRecord[],
  nameOf: (finding: FindingRecord) => string,
): ReadonlyMap<string, Verdict> {
  const found = new Map<string, Verdict>();
  for (const finding of findings) {
    if (finding.mode === "off") continue;
    const known = found.get(nameOf(finding));
    if (known === undefined || isStricter(VERDICTS, finding.verdict, known))
      found.set(nameOf(finding), finding.verdict);
  }
  return found;
}

function byWeight(a: Row, b: Row): number {
  return b.deny + b.ask - (a.deny + a.ask) || b.deny - a.deny || b.calls - a.calls || (a.name < b.name ? -1 : 1);
}
