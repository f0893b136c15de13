import type { GatewayAnswer } from "./answer.ts";

type Kept = Extract<GatewayAnswer, { kind: "verdict" }>;

const MOST = 1_000;

/**
 * Answers by call, for one version of the gateway's policy. The clock is handed in.
 * INVARIANT: no answer outlives its time, the policy that it was made under, or a change of the agent's state (`clear`).
 */
export class VerdictCache {
  private readonly kept = new Map<string, { readonly answer: Kept; readonly until: number }>();
  private version: number | undefined;

  /** Forgets everything where the policy is another one than before. */
  underPolicy(version: number | undefined): void {
    if (version !== this.version) this.kept.clear();
    this.version = version;
  }

  get(call: string, now: number): Kept | undefined {
    const found = this.kept.get(call);
    if (found === undefined) return undefined;
    if (now < found.until) return found.answer;
    this.kept.delete(call);
    return undefined;
  }

  /** Kept only where the answer was made under the version in force. */
  put(call: string, answer: Kept, now: number, lifetimeMs: number): void {
    if (this.version === undefined || answer.policyVersion !== this.version || lifetimeMs === 0) return;
    this.kept.delete(call);
    if (this.kept.size >= MOST) this.kept.delete(this.kept.keys().next().value ?? "");
    this.kept.set(call, { answer, until: now + lifetimeMs });
  }

  clear(): void {
    this.kept.clear();
  }
}
