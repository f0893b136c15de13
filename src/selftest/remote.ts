import type { VerdictAnswer } from "../gateway/wire/proxy.ts";
import type { Verdict } from "../model/decision.ts";
import type { Example } from "../rules/schema.ts";
import type { Result } from "./selftest.ts";
import type { Vector } from "./vectors.ts";

/** A vector as it travels; tools by the names of the agents that have them. */
export interface RemoteCall {
  readonly agent: string;
  readonly tool: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const SHELL_TOOLS: Readonly<Record<string, Pick<RemoteCall, "agent" | "tool">>> = {
  bash: { agent: "claude", tool: "Bash" },
  powershell: { agent: "claude", tool: "PowerShell" },
  cmd: { agent: "kiro", tool: "execute_cmd" },
};

/** Undefined for what cannot be put to a gateway. */
export function remoteCall(example: Example): RemoteCall | undefined {
  if (typeof example === "string") return { agent: "claude", tool: "Bash", params: { command: example } };
  if ("tool" in example) return { agent: "claude", tool: example.tool, params: example.input };
  const shell = SHELL_TOOLS[example.shell ?? "bash"];
  return shell && { ...shell, params: { command: example.command } };
}

/** From so much on, Clampd's scale of risk blocks. */
const BLOCKED = 0.7;

/**
 * What an answer of `/v1/verify` comes to. A gateway that observes lets everything through and only flags it: as the local
 * self-test asks what would be enforced, a flag counts as what its risk would come to.
 */
export function judgeAnswer(vector: Vector, answer: VerdictAnswer): Result {
  const verdict = verdictOf(answer);
  const stopped = verdict === "ask" || verdict === "deny";
  return {
    ...vector,
    verdict,
    rules: answer.matched_rules ?? [],
    right: vector.expect === "stop" ? stopped : verdict === "allow",
  };
}

function verdictOf({ allowed, action, risk_score, verdict }: VerdictAnswer): Verdict {
  if (!allowed) return verdict === "ask" ? "ask" : "deny";
  if (action !== "flag") return "allow";
  return (risk_score ?? 0) >= BLOCKED ? "ask" : "warn";
}
