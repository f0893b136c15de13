import { isObject, stringAt } from "../model/json.ts";

export type Standing = "active" | "suspended" | "killed";

const STANDINGS: readonly Standing[] = ["active", "suspended", "killed"];

/** What is known of this agent's state, from the two ways on which it is told. */
export interface AgentState {
  readonly agent: string;
  /** By the gateway's answers and its stream, which nobody signed. */
  readonly told: {
    readonly standing: Standing;
    readonly reason?: string | undefined;
    /** Version of the bundle that was kept when the agent was stopped; 0 where there was none. */
    readonly underBundle: number;
    /** The gateway says by now that the agent is active again. */
    readonly lifted: boolean;
  };
  /** By the newest verified bundle; version 0 where there is none. */
  readonly signed: { readonly standing: Standing; readonly version: number };
}

export type Word =
  | { readonly kind: "told"; readonly standing: Standing; readonly reason?: string | undefined }
  | { readonly kind: "bundle"; readonly standing: Standing; readonly version: number };

export function unknownState(agent: string): AgentState {
  return {
    agent,
    told: { standing: "active", underBundle: 0, lifted: false },
    signed: { standing: "active", version: 0 },
  };
}

/**
 * What a word changes; the same object where it changes nothing.
 * INVARIANT: an unsigned word stops at once and never lets go on by itself: where bundles are trusted, a newer one than at the
 * time of the stop must bear it out. Whoever stands in the gateway's place can stop an agent, and not let one loose.
 */
export function heard(state: AgentState, word: Word): AgentState {
  if (word.kind === "bundle") {
    if (word.version <= state.signed.version) return state;
    return settled({ ...state, signed: { standing: word.standing, version: word.version } });
  }
  const { told } = state;
  if (word.standing === "active")
    return told.standing === "active" || told.lifted ? state : settled({ ...state, told: { ...told, lifted: true } });
  const { standing, reason } = word;
  const underBundle = state.signed.version;
  // The same word again may be another stop, after a bundle that bore out the end of the first.
  const isKnown = told.standing === standing && told.reason === reason && told.underBundle === underBundle;
  return isKnown && !told.lifted ? state : { ...state, told: { standing, reason, underBundle, lifted: false } };
}

function settled(state: AgentState): AgentState {
  const { told, signed } = state;
  if (!told.lifted) return state;
  const isBorneOut = signed.version === 0 || (signed.version > told.underBundle && signed.standing === "active");
  return isBorneOut ? { ...state, told: { standing: "active", underBundle: signed.version, lifted: false } } : state;
}

/** The stricter of both ways. */
export function standingOf({ told, signed }: AgentState): {
  readonly standing: Standing;
  readonly reason?: string | undefined;
} {
  return STANDINGS.indexOf(told.standing) >= STANDINGS.indexOf(signed.standing)
    ? { standing: told.standing, reason: told.reason }
    : { standing: signed.standing };
}

export function standingIn(
  agents: { readonly killed: readonly string[]; readonly suspended: readonly string[] },
  agent: string,
): Standing {
  if (agents.killed.includes(agent)) return "killed";
  return agents.suspended.includes(agent) ? "suspended" : "active";
}

export function isStanding(value: unknown): value is Standing {
  return STANDINGS.some((each) => each === value);
}

/** Reads what was written down for this agent; another agent's state says nothing. */
export function parseState(text: string, agent: string): AgentState | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || value.format !== 1 || value.agent !== agent) return undefined;
    const { told, signed } = value;
    if (!isObject(told) || !isObject(signed) || !isStanding(told.standing) || !isStanding(signed.standing))
      return undefined;
    const { underBundle } = told;
    if (typeof underBundle !== "number" || typeof signed.version !== "number") return undefined;
    return {
      agent,
      told: {
        standing: told.standing,
        reason: stringAt(told, "reason"),
        underBundle,
        lifted: told.lifted === true,
      },
      signed: { standing: signed.standing, version: signed.version },
    };
  } catch {
    return undefined;
  }
}

export function formatState(state: AgentState): string {
  return `${JSON.stringify({ format: 1, ...state })}\n`;
}
