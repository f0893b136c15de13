import { type Answer, encodeAnswer, type Incoming } from "../../hooks/index.ts";
import type { Decision } from "../model/decision.ts";
import type { ToolCall } from "../model/toolcall.ts";
import { type Approval, consume, mayBeApproved, offer } from "./approvals.ts";
import { callKey, codeOf } from "./call-key.ts";
import { approvalsFolder } from "./files.ts";

export interface Asked {
  readonly answer: Answer;
  readonly decision: Decision;
  /** A person allowed the call before it came. */
  readonly approval?: Approval | undefined;
}

export interface AskContext {
  readonly home: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Answers a call whose verdict is ask. Where the agent puts the question itself, nothing is done here. Where it cannot, an approval that
 * waits for exactly this call lets it through in silence; else the denial names the code with which a person allows it.
 */
export function askPerson(
  incoming: Incoming,
  call: ToolCall,
  decision: Decision,
  reason: string,
  { home, now }: AskContext,
): Asked {
  const plain = encodeAnswer(incoming, { verdict: "ask", reason });
  if (home === undefined || !mayBeApproved(decision)) return { answer: plain, decision };
  const code = codeOf(callKey(call));
  const withCode = encodeAnswer(incoming, { verdict: "ask", reason, approval: howTo(code) });
  // The dialect alone knows what its agent can ask: where it does not hand the code on, the question is put.
  if (!says(withCode, code)) return { answer: plain, decision };

  const folder = approvalsFolder(home);
  const approval = consume(call, decision, folder, now);
  if (approval !== undefined)
    return {
      answer: encodeAnswer(incoming, { verdict: "allow", reason: "" }),
      decision: { ...decision, verdict: "allow" },
      approval,
    };
  return { answer: offer(call, decision, folder, now) === undefined ? plain : withCode, decision };
}

function howTo(code: string): string {
  return `A person can allow this one call with: clampd-guard approve ${code}`;
}

function says({ stdout, stderr }: Answer, code: string): boolean {
  return stdout.includes(code) || stderr.includes(code);
}
