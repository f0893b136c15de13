import { actionFor } from "../../hooks/index.ts";
import { type CheckContext, checkFully } from "../check/check.ts";
import { newCall } from "../explain/request.ts";
import type { DecisionRecord, JournalRecord } from "../journal/schema.ts";
import type { Decision, Finding, Verdict } from "../model/decision.ts";
import type { Action } from "../model/toolcall.ts";
import { decide } from "../policy/decide.ts";
import type { EffectivePolicy } from "../policy/effective.ts";
import { VERDICTS } from "../policy/order.ts";
import type { RuleFacts } from "./known-rules.ts";
import { Pairs } from "./pairs.ts";

/** How a call was judged for the comparison. again: its whole text, by today's rules and files. record: by the findings as they were recorded. */
export type Basis = "again" | "record";

/** A call that the proposed policy answers differently. */
export interface Change {
  readonly time: string;
  readonly agent: string;
  readonly text: string;
  readonly rules: readonly string[];
  /** What the agent is told under the policy in force, and would be told under the proposed one. */
  readonly from: Verdict;
  readonly to: Verdict;
  readonly basis: Basis;
}

export interface Replay {
  readonly calls: number;
  readonly again: number;
  readonly record: number;
  /** Calls whose record lacks findings that were cut off: what they come to is a lower bound. */
  readonly incomplete: number;
  /** Calls judged again that today's rules see differently than those of their day. */
  readonly drifted: number;
  /** How many calls went from which verdict to which. */
  readonly moves: readonly { readonly from: Verdict; readonly to: Verdict; readonly calls: number }[];
  readonly rules: readonly { readonly rule: string; readonly stricter: number; readonly milder: number }[];
  /** The first ones. */
  readonly changes: readonly Change[];
  /** Exemptions of the proposed policy that name a path: records tell no paths, so such an exemption counts only where a call is judged again. */
  readonly pathExemptions: number;
}

export interface ReplayInputs {
  readonly records: AsyncIterable<JournalRecord> | Iterable<JournalRecord>;
  readonly current: EffectivePolicy;
  readonly proposed: EffectivePolicy;
  readonly rules: readonly RuleFacts[];
  /** What a call that ran in a folder is judged with, beside the policy; undefined where calls are not judged again. */
  readonly contextFor: ((cwd: string | undefined) => Omit<CheckContext, "policy">) | undefined;
  readonly home: string | undefined;
  readonly repoOf: (cwd: string) => string | undefined;
}

const MOST_CHANGES = 1000;

/** Runs the journal's calls against a proposed policy, each beside the policy in force. */
export async function replay(inputs: ReplayInputs): Promise<Replay> {
  const facts = new Map(inputs.rules.map((rule) => [rule.id, rule]));
  const moves = new Map<string, number>();
  const byRule = new Map<string, { stricter: number; milder: number }>();
  const changes: Change[] = [];
  const pairs = new Pairs();
  const counts = { again: 0, record: 0, incomplete: 0, drifted: 0 };
  for await (const record of inputs.records) {
    if (record.kind !== "decision" || !Array.isArray(record.findings) || pairs.isDouble(record)) continue;
    pairs.keep(record);
    const again = await judgeAgain(record, inputs);
    const basis: Basis = again === undefined ? "record" : "again";
    const { before, after } = again ?? judgeRecord(record, inputs, facts);
    counts[basis]++;
    if (basis === "record" && record.cut?.includes("findings") === true && record.findings.length === 0)
      counts.incomplete++;
    if (
      basis === "again" &&
      rulesOf(before).join() !== [...new Set(record.findings.map((each) => each.rule))].sort().join()
    )
      counts.drifted++;
    const [from, to] = [before.verdict, after.verdict];
    const move = `${from} ${to}`;
    moves.set(move, (moves.get(move) ?? 0) + 1);
    if (from === to) continue;
    const rules = rulesOf(isStricterThan(to, from) ? after : before);
    for (const rule of rules) {
      const sum = byRule.get(rule) ?? { stricter: 0, milder: 0 };
      sum[isStricterThan(to, from) ? "stricter" : "milder"]++;
      byRule.set(rule, sum);
    }
    const { time, agent, text = "" } = record;
    if (changes.length < MOST_CHANGES) changes.push({ time, agent, text, rules, from, to, basis });
  }
  return {
    calls: counts.again + counts.record,
    ...counts,
    moves: [...moves].map(([move, calls]) => {
      const [from, to] = move.split(" ") as [Verdict, Verdict];
      return { from, to, calls };
    }),
    rules: [...byRule]
      .map(([rule, sum]) => ({ rule, ...sum }))
      .sort((a, b) => b.stricter + b.milder - a.stricter - a.milder),
    changes,
    pathExemptions: inputs.proposed.exemptions.filter((each) => each.value.path !== undefined).length,
  };
}

interface Judgement {
  readonly before: Decision;
  readonly after: Decision;
}

/** By the whole text, where the record has it: with today's rules, today's files, and the moment of the call. */
async function judgeAgain(
  record: DecisionRecord,
  { contextFor, current, proposed }: ReplayInputs,
): Promise<Judgement | undefined> {
  const action = contextFor && actionOf(record);
  if (contextFor === undefined || action === undefined || record.cwd === undefined) return undefined;
  const call = newCall(record.agent, record.tool, action, {}, record.cwd);
  const context = { ...contextFor(record.cwd), now: Date.parse(record.time) };
  const before = await checkFully(call, { ...context, policy: current });
  return { before: before.decision, after: (await checkFully(call, { ...context, policy: proposed })).decision };
}

/** The action, where its text says all of it: neither cut nor redacted. */
function actionOf({ action, text, tool, agent, cut, cwd }: DecisionRecord): Action | undefined {
  if (text === undefined || text.includes("[redacted:") || cut?.some((field) => field === "text" || field === "cwd"))
    return undefined;
  if (action === "shell") {
    const told = actionFor(agent, tool, { command: text });
    return told.kind === "shell" ? { ...told, command: text, cwd } : { kind: "shell", command: text, shell: "bash" };
  }
  if (action === "read" || action === "list" || action === "delete") return { kind: action, path: text };
  return action === "patch" ? { kind: "patch", text } : undefined;
}

/** By rule, severity and category as they were recorded. */
function judgeRecord(
  record: DecisionRecord,
  { current, proposed, home, repoOf }: ReplayInputs,
  facts: ReadonlyMap<string, RuleFacts>,
): Judgement {
  const findings = record.findings.map((each): Finding => {
    const known = facts.get(each.rule);
    return {
      rule: each.rule,
      title: known?.title ?? each.rule,
      category: each.category,
      severity: each.severity,
      // A rule that is gone keeps what its record shows: denied though its severity alone would not be.
      catastrophic: known?.catastrophic ?? false,
      exemptable: known?.exemptable ?? true,
      loses: "",
      advice: "",
      effects: [],
      span: { start: 0, end: 0 },
      evidence: each.evidence ?? "",
      layer: "builtin",
    };
  });
  const context = {
    agent: record.agent,
    repo: record.cwd === undefined ? undefined : repoOf(record.cwd),
    workspace: record.cwd === undefined ? [] : [record.cwd],
    home,
    now: Date.parse(record.time),
  };
  return { before: decide(findings, [], current, context), after: decide(findings, [], proposed, context) };
}

function rulesOf({ judged }: Decision): readonly string[] {
  return [...new Set(judged.filter((each) => each.verdict !== "allow").map((each) => each.finding.rule))].sort();
}

function isStricterThan(a: Verdict, b: Verdict): boolean {
  return VERDICTS.indexOf(a) > VERDICTS.indexOf(b);
}
