import { check } from "../../src/check/check.ts";
import type { Decision, Finding } from "../../src/model/decision.ts";
import type { ToolCall } from "../../src/model/toolcall.ts";
import { decide } from "../../src/policy/decide.ts";
import { findSecrets } from "../../src/redact/find.ts";
import { callOf, type ProxyInput, worldOf } from "./call.ts";
import type { InForce } from "./policies.ts";

/** UTF-16 units of a text that are looked at; Clampd reads as much. */
const MOST = 64 * 1024;

export interface Scan {
  readonly decision: Decision;
  readonly call: ToolCall;
  readonly secrets: readonly { readonly secret_type: string; readonly count: number }[];
  /** Only the beginning was looked at. */
  readonly isCut: boolean;
  /** What was looked at. */
  readonly text: string;
}

/**
 * Holds a text against the rules for prompts. `output`: it came back from a tool or a model, so credentials in it are a finding.
 * The call that is given back, to be recorded, does not hold the text.
 */
export function scanText(
  whole: string,
  about: Pick<ProxyInput, "tool" | "call">,
  { policy, matchers }: InForce,
  { now, output }: { readonly now: number; readonly output: boolean },
): Scan {
  const text = whole.slice(0, MOST);
  const call: ToolCall = { ...callOf({ ...about, params: {} }), action: { kind: "internal" } };
  const world = worldOf(about.call);
  const seen: ToolCall = { ...call, action: { kind: "internal", text } };
  const { decision: base, interpretation } = check(seen, { world, policy, matchers, now });
  const secrets = countKinds(findSecrets(text).map(({ kind }) => kind));
  const isCut = whole.length > MOST;
  if (!output || secrets.length === 0) return { decision: base, call, secrets, isCut, text };
  const findings = [...base.judged.map(({ finding }) => finding), credentialFinding(secrets.length)];
  const context = { agent: call.agent, workspace: world.workspace, home: world.home, now };
  return { decision: decide(findings, interpretation.effects, policy, context), call, secrets, isCut, text };
}

function credentialFinding(kinds: number): Finding {
  return {
    rule: "guard.credential-in-output",
    title: "Credentials came back",
    category: "exfiltration",
    severity: "medium",
    catastrophic: false,
    exemptable: true,
    loses: "credentials that now are in the conversation",
    advice: "do not repeat them, and have them replaced",
    effects: [],
    span: { start: 0, end: 0 },
    evidence: `${kinds} ${kinds === 1 ? "kind" : "kinds"}`,
    layer: "builtin",
  };
}

function countKinds(kinds: readonly string[]) {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([secret_type, count]) => ({ secret_type, count }));
}
