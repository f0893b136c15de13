import type { Decision, Judged } from "../model/decision.ts";
import type { Effect } from "../model/effect.ts";
import type { Action, Json, ToolCall } from "../model/toolcall.ts";
import { redact } from "../redact/redact.ts";
import { shortKey } from "./key.ts";
import type { RecordContext } from "./record.ts";
import { type DecisionRecord, type FindingRecord, type OutcomeRecord, RECORD_VERSION } from "./schema.ts";

/** UTF-16 units that each kind of field may have. */
const LENGTHS = { text: 2048, name: 200, path: 1024, evidence: 200, error: 500 } as const;
const MOST_FINDINGS = 20;
/** Redaction sees this much of a field before it is cut, so that a credential at the cut is still recognised. */
const REDACT_LIMIT = 16 * 1024;
const KEY_LIMIT = 64 * 1024;

export function decisionRecord(call: ToolCall, decision: Decision, context: RecordContext): DecisionRecord {
  const cuts = new Set<string>();
  const findings = decision.judged.slice(0, MOST_FINDINGS).map((each) => findingRecord(each, cuts));
  if (findings.length < decision.judged.length) cuts.add("findings");
  return {
    ...base(call, context, cuts),
    kind: "decision",
    verdict: decision.verdict,
    wouldBe: decision.wouldBe,
    mode: decision.mode,
    profile: decision.profile,
    failMode: decision.failMode,
    layer: decision.layer,
    decisive: decision.decisive?.finding.rule,
    findings,
    effects: countKinds(decision.effects),
    failure: clean(decision.failure, LENGTHS.error, "failure", cuts),
    gateway: decision.gateway && {
      ...decision.gateway,
      detail: short(decision.gateway.detail, cuts),
      requestId: clean(decision.gateway.requestId, LENGTHS.name, "gateway", cuts),
    },
    approval: context.approval,
    permissionMode: clean(call.permissionMode, LENGTHS.name, "permissionMode", cuts),
    oddities: call.oddities.length === 0 ? undefined : call.oddities.slice(0, 10).map((each) => short(each, cuts)),
    durationUs: context.durationUs,
    cut: cuts.size === 0 ? undefined : [...cuts].sort(),
  };
}

export function outcomeRecord(call: ToolCall, context: RecordContext, decision?: Decision): OutcomeRecord {
  const cuts = new Set<string>();
  const { outcome } = call;
  return {
    ...base(call, context, cuts),
    kind: "outcome",
    ok: outcome?.ok ?? call.phase !== "failed",
    exitCode: outcome?.exitCode,
    error: clean(outcome?.error, LENGTHS.error, "error", cuts),
    durationMs: outcome?.durationMs,
    outputLength: outcome?.output?.length,
    outputKey:
      outcome?.output === undefined
        ? undefined
        : shortKey(outcome.output.slice(0, KEY_LIMIT), String(outcome.output.length)),
    verdict: decision?.verdict,
    cut: cuts.size === 0 ? undefined : [...cuts].sort(),
  };
}

function base(call: ToolCall, context: RecordContext, cuts: Set<string>) {
  const whole = actionText(call.action);
  return {
    v: RECORD_VERSION,
    time: new Date(context.now).toISOString(),
    guard: context.version,
    agent: short(call.agent, cuts),
    session: clean(call.session, LENGTHS.name, "session", cuts),
    turn: clean(call.turn, LENGTHS.name, "turn", cuts),
    subagent: call.subagent && {
      id: clean(call.subagent.id, LENGTHS.name, "subagent", cuts),
      type: clean(call.subagent.type, LENGTHS.name, "subagent", cuts),
    },
    call: clean(call.id, LENGTHS.name, "call", cuts),
    key: shortKey(call.session, call.action.kind, whole?.slice(0, KEY_LIMIT), String(whole?.length)),
    event: short(call.event, cuts),
    phase: call.phase,
    tool: short(call.tool, cuts),
    action: call.action.kind,
    text: clean(whole, LENGTHS.text, "text", cuts),
    cwd: clean(call.cwd, LENGTHS.path, "cwd", cuts),
  } as const;
}

function findingRecord({ finding, verdict, mode, layer, exemption }: Judged, cuts: Set<string>): FindingRecord {
  return {
    rule: short(finding.rule, cuts),
    category: short(finding.category, cuts),
    severity: finding.severity,
    verdict,
    mode,
    layer,
    exemption: clean(exemption, LENGTHS.evidence, "findings", cuts),
    evidence: clean(finding.evidence, LENGTHS.evidence, "findings", cuts),
  };
}

/** The one text that says what the call wants. */
export function actionText(action: Action): string | undefined {
  switch (action.kind) {
    case "shell":
      return action.command;
    case "type-into-shell":
    case "internal":
      return action.text;
    case "read":
    case "list":
    case "write":
    case "edit":
    case "delete":
      return action.path;
    case "search":
      return `${action.pattern} ${action.path ?? ""}`.trim();
    case "patch":
      return action.text;
    case "fetch":
      return action.url;
    case "web-search":
      return action.query;
    case "mcp":
      return `${action.server ?? ""}/${action.tool} ${jsonText(action.args)}`;
    case "spawn-agent":
      return `${action.type ?? ""} ${action.prompt}`.trim();
    case "unknown-tool":
    case "malformed":
      return jsonText(action.args);
  }
}

/** Arguments as text; nesting beyond what the stack takes is said, not thrown. */
function jsonText(value: Json): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "(nested too deeply to show)";
  }
}

function countKinds(effects: readonly Effect[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of effects) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function short(text: string, cuts: Set<string>): string {
  return clean(text, LENGTHS.name, "names", cuts) ?? "";
}

/** INVARIANT: every text of a record goes through here: redacted first, cut afterwards, so that no half of a credential is left. */
function clean(text: string | undefined, limit: number, field: string, cuts: Set<string>): string | undefined {
  if (text === undefined) return undefined;
  const seen = text.length > REDACT_LIMIT ? text.slice(0, REDACT_LIMIT) : text;
  const safe = redact(seen);
  if (safe.length <= limit && seen.length === text.length) return safe;
  cuts.add(field);
  return safe.slice(0, limit).replace(/[\uD800-\uDBFF]$/, "");
}
