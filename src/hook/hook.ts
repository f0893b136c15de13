import { type Answer, decodeIncoming, encodeAnswer, type Incoming } from "../../hooks/index.ts";
import { type Asked, askPerson } from "../approve/ask.ts";
import { type CheckContext, check, checkFully } from "../check/check.ts";
import { loadRules, type RuleFolder, ruleFolders } from "../check/custom-rules.ts";
import { builtinMatcher } from "../check/rules-in-force.ts";
import type { JournalError } from "../journal/append.ts";
import { type RecordContext, recordDecision, recordOutcome } from "../journal/record.ts";
import type { Decision } from "../model/decision.ts";
import type { ToolCall } from "../model/toolcall.ts";
import { type EffectivePolicy, modeFor, type RuleKey } from "../policy/effective.ts";
import { decideFailure, type Failure } from "../policy/failure.ts";
import { loadPolicy } from "../policy/load.ts";
import type { PolicyPlaces } from "../policy/places.ts";
import { renderReason } from "../policy/reason.ts";
import { VERSION } from "../version.ts";
import { gitLookup } from "../world/git-facts.ts";
import { journalFolder, placesFor } from "../world/machine.ts";
import { realWorld } from "../world/real-world.ts";
import { workspaceOf } from "../world/workspace.ts";
import { objection } from "./config-change.ts";
import { type GatewayContext, tellOutcome, withGateway } from "./gateway.ts";

/** The rule whose mode holds for a change of settings, too. */
const HOOKS_OFF: RuleKey = { rule: "agent-integrity.agent-hooks-disabled", category: "agent-integrity", pinned: true };

/** What a hook call needs from outside; the clock only stamps records and ends exemptions, it never decides. */
export interface HookContext extends GatewayContext {
  /** Microseconds since the process, or the request, started: for the record. */
  readonly elapsedUs: () => number;
  /** Folder of the journal, where it is not below the user's home. */
  readonly journal?: string | undefined;
}

/** Reads the layers anew, as a process of its own does. */
export function freshPolicy(places: PolicyPlaces): EffectivePolicy {
  return loadPolicy(places, VERSION);
}

/**
 * Answers one hook call, at once unless code needs a grammar or a layer has rules of its own, which are loaded then.
 * Never throws or rejects: whatever goes wrong inside, the fail mode in force decides.
 * INVARIANT: the answer is in the dialect of the agent that asked, and never its "allow".
 */
export function answerHook(stdin: string | undefined, context: HookContext): Answer | Promise<Answer> {
  const { machine } = context;
  const incoming: Incoming =
    stdin === undefined
      ? { kind: "bad", dialect: undefined, problem: "stdin could not be read" }
      : decodeIncoming(stdin, machine.env);
  try {
    if (incoming.kind === "call") return answerCall(incoming, incoming.call, context);
    if (incoming.kind === "event") return answerEvent(incoming, context);
    return answerFailure(incoming, { kind: "malformed-input", detail: incoming.problem }, context);
  } catch (error) {
    return answerFailure(incoming, internal(error), context);
  }
}

function answerCall(incoming: Incoming, call: ToolCall, context: HookContext): Answer | Promise<Answer> {
  const { machine, now } = context;
  const git = gitLookup();
  const workspace = workspaceOf(call, machine, git);
  const policy = context.loadPolicy(placesFor(machine, workspace));
  if (call.phase === "after" || call.phase === "failed") {
    const error = recordOutcome(call, recording(context));
    tellOutcome(call, policy, context);
    return withNotes(encodeAnswer(incoming, { verdict: "allow", reason: "" }), error, policy);
  }
  const finish = (decision: Decision) => {
    const asked = answerDecision(incoming, call, decision, policy, context);
    const error = recordDecision(call, asked.decision, { ...recording(context), approval: asked.approval });
    return withNotes(asked.answer, error, policy);
  };
  const settle = (local: Decision): Answer | Promise<Answer> => {
    const settled = withGateway(call, local, policy, workspace, context);
    return settled instanceof Promise ? settled.then(finish) : finish(settled);
  };
  const failed = (error: unknown) => answerFailure(incoming, internal(error), context);
  const inputs: CheckContext = { world: realWorld(machine, workspace, git), policy, matchers: [builtinMatcher()], now };
  const folders = ruleFolders(machine, workspace, policy.bundles);
  if (folders.length === 0) {
    const { interpretation, decision } = check(call, inputs);
    if (interpretation.needs.size === 0) {
      const answer = settle(decision);
      return answer instanceof Promise ? answer.catch(failed) : answer;
    }
  }
  return answerLater(call, inputs, folders).then(settle).catch(failed);
}

/** Nothing is said to events without a tool call, but to one that would keep the guard from being asked. */
function answerEvent(incoming: Extract<Incoming, { kind: "event" }>, context: HookContext): Answer {
  const pass = () => encodeAnswer(incoming, { verdict: "allow", reason: "" });
  if (incoming.event !== "ConfigChange" || incoming.dialect !== "claude") return pass();
  const why = objection(incoming.payload, context.machine.home);
  if (why === undefined) return pass();
  const policy = context.loadPolicy(placesFor(context.machine, []));
  if (modeFor(policy, HOOKS_OFF).value !== "enforce") return pass();
  return encodeAnswer(incoming, { verdict: "deny", reason: `clampd-guard: refused, ${why} [${HOOKS_OFF.rule}]` });
}

async function answerLater(call: ToolCall, inputs: CheckContext, folders: readonly RuleFolder[]): Promise<Decision> {
  const { matchers } = await loadRules(folders);
  return (await checkFully(call, { ...inputs, matchers: [...inputs.matchers, ...matchers] })).decision;
}

function internal(error: unknown): Failure {
  return { kind: "internal", detail: error instanceof Error ? error.name : "unknown" };
}

function answerFailure(incoming: Incoming, failure: Failure, context: HookContext): Answer {
  try {
    const policy = context.loadPolicy(placesFor(context.machine, []));
    return reply(incoming, decideFailure(failure, policy, context.now), policy);
  } catch {
    // Not even the policy can be read: say no in the way that every client obeys.
    return encodeAnswer(incoming, { verdict: "deny", reason: "clampd-guard: the call could not be checked" });
  }
}

/** A question goes to a person: by the agent where it can ask, else by a code. */
function answerDecision(
  incoming: Incoming,
  call: ToolCall,
  decision: Decision,
  policy: EffectivePolicy,
  { machine, now }: HookContext,
): Asked {
  if (decision.verdict !== "ask") return { answer: reply(incoming, decision, policy), decision };
  const reason = renderReason(decision, policy.contact?.value);
  return askPerson(incoming, call, decision, reason, { home: machine.home, now });
}

function reply(incoming: Incoming, decision: Decision, policy: EffectivePolicy): Answer {
  const reason = decision.verdict === "allow" ? "" : renderReason(decision, policy.contact?.value);
  return encodeAnswer(incoming, { verdict: decision.verdict, reason });
}

function recording({ machine, now, elapsedUs, journal }: HookContext): RecordContext {
  return { folder: journal ?? journalFolder(machine), now, durationUs: elapsedUs(), version: VERSION };
}

/** What the person at the terminal should know goes to stderr where the client does not take stderr for an answer. */
function withNotes(answer: Answer, error: JournalError | undefined, policy: EffectivePolicy): Answer {
  if (answer.exitCode !== 0 || answer.stderr !== "") return answer;
  const refused = policy.problems.find((problem) => problem.kind === "refused");
  const notes = [error?.message, refused?.message].filter((note) => note !== undefined);
  return notes.length === 0
    ? answer
    : { ...answer, stderr: `${notes.map((note) => `clampd-guard: ${note}`).join("\n")}\n` };
}
