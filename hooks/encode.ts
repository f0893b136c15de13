import { MAX_REASON_UNITS } from "../src/limits.ts";
import { refuse, SILENCE } from "./answer.ts";
import { honoursAsk } from "./capabilities.ts";
import type { Answer, Dialect, EventRow, Incoming, Reply } from "./dialect.ts";

/** Said where the policy gave no words of its own. */
const NO_REASON = "Stopped by clampd-guard.";
const ASK_PERSON = "This needs a person's approval.";

/**
 * What the process says, in the dialect of what came. INVARIANT: no answer is an agent's "allow", which would skip the
 * user's own permission prompts; a verdict that stops is never said in a form the client lets pass.
 */
export function encode(dialect: Dialect | undefined, incoming: Incoming, reply: Reply): Answer {
  const pass = dialect?.pass ?? SILENCE;
  if (reply.verdict === "allow") return pass;
  // Not readable, so not known which event or client it is: the refusal that every client obeys.
  if (incoming.kind === "bad") return reply.verdict === "warn" ? pass : refuse(line(reply.reason), "");
  if (dialect === undefined) return pass;
  if (incoming.kind === "event") {
    const deny = reply.verdict === "deny" ? dialect.events[incoming.event]?.deny : undefined;
    return deny?.(line(reply.reason), incoming.event) ?? pass;
  }

  const { event, phase } = incoming.call;
  const row = dialect.events[event] ?? dialect.otherEvent;
  if (phase !== "before" || reply.verdict === "warn") return row.warn?.(line(reply.reason), event) ?? pass;
  if (reply.verdict === "ask") return ask(dialect, row, incoming, reply);
  return (row.deny ?? refuse)(line(reply.reason), event);
}

/** See docs/decisions/002-ask.md. */
function ask(dialect: Dialect, row: EventRow, incoming: Extract<Incoming, { kind: "call" }>, reply: Reply): Answer {
  const { call, version } = incoming;
  if (row.ask !== undefined && honoursAsk(dialect.id, call.event, version, call.permissionMode))
    return row.ask(line(reply.reason), call.event);
  const how = line(reply.approval ?? ASK_PERSON);
  const what = line(reply.reason, MAX_REASON_UNITS - how.length - 2);
  return (row.deny ?? refuse)(`${what}${/[.!?…]$/.test(what) ? "" : "."} ${how}`, call.event);
}

/** One printable line within the limit, never empty: Codex runs the tool when a denial has no reason. */
function line(reason: string, limit: number = MAX_REASON_UNITS): string {
  const flat = reason
    .slice(0, 8 * MAX_REASON_UNITS)
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim();
  if (flat === "") return NO_REASON.slice(0, Math.max(limit, NO_REASON.length));
  const max = Math.max(limit, NO_REASON.length);
  return flat.length <= max ? flat : `${flat.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
