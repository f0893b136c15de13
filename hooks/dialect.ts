import type { Verdict } from "../src/model/decision.ts";
import type { JsonObject } from "../src/model/json.ts";
import type { Json, Outcome, Phase, ToolCall } from "../src/model/toolcall.ts";
import type { ToolRow } from "./action.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** What the process says to the agent that started it. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What the guard has to say, free of any dialect. */
export interface Reply {
  readonly verdict: Verdict;
  /** What, which rule, what to do instead. Made one line and cut to the limit before it is sent. */
  readonly reason: string;
  /** How a person lets this one call through; told where the agent cannot put the question itself. */
  readonly approval?: string | undefined;
}

/** A way of saying something in answer to one hook event. */
export type Form = (reason: string, event: string) => Answer;

/** One hook event of an agent: when it comes and what can be said to it. */
export interface EventRow {
  readonly phase: Phase;
  /** How the tool is stopped. Absent where the client cannot stop it here any more. */
  readonly deny?: Form;
  /** How a person is asked. Absent: the guard denies and says how a person allows it. */
  readonly ask?: Form;
  /** How something is said while the tool goes on. Absent: silence. */
  readonly warn?: Form;
  /** Where the tool and its input lie, for events that name them otherwise than the dialect's `fields`. */
  readonly call?: (payload: JsonObject) => RawCall;
}

export interface RawCall {
  readonly tool: string | undefined;
  readonly input: Json | undefined;
}

/** Names of the payload's fields; of several the first that is present counts. A dot goes one level down. */
export interface Fields {
  readonly event: readonly string[];
  readonly tool: readonly string[];
  readonly input: readonly string[];
  readonly id: readonly string[];
  readonly session: readonly string[];
  readonly turn: readonly string[];
  readonly subagentId: readonly string[];
  readonly subagentType: readonly string[];
  readonly cwd: readonly string[];
  readonly permissionMode: readonly string[];
  readonly version: readonly string[];
  readonly workspace: readonly string[];
  readonly mcpServer: readonly string[];
}

/** Everything the guard knows of one agent's hooks: data first, functions only for what is no table. */
export interface Dialect {
  readonly id: string;
  /** Whether the payload is this agent's. Asked in the order of the list in index.ts; must not throw. */
  readonly recognises: (payload: JsonObject, env: Env) => boolean;
  /** Traces of the agent for payloads that cannot be parsed: raw text, names of environment variables. */
  readonly traces: { readonly text: readonly string[]; readonly env: readonly string[] };
  readonly fields: Fields;
  readonly events: Readonly<Record<string, EventRow>>;
  /** For an event that no row names but that carries a tool call. */
  readonly otherEvent: EventRow;
  readonly tools: Readonly<Record<string, ToolRow>>;
  /** Prefixes that the agent runs together with a tool's name, e.g. "collaboration" + "spawn_agent". */
  readonly namespaces?: readonly string[];
  /** The event's name where the payload does not say it. */
  readonly event?: (payload: JsonObject) => string;
  /** Says which MCP tool a name stands for, or undefined. */
  readonly mcp: (tool: string, payload: JsonObject) => McpName | undefined;
  readonly outcome: (payload: JsonObject, event: string, phase: Phase) => Outcome;
  /** Environment variables that hold the workspace's root, the client's version, and whether a person is there. */
  readonly env: {
    readonly workspace?: readonly string[];
    readonly version?: (env: Env) => string | undefined;
    readonly headless?: (env: Env) => boolean | undefined;
  };
  /** No objection. */
  readonly pass: Answer;
}

export interface McpName {
  readonly server: string | undefined;
  readonly tool: string;
}

/** What came on stdin. `version` is the client's, where it says so. */
export type Incoming =
  | { readonly kind: "call"; readonly dialect: string; readonly version: string | undefined; readonly call: ToolCall }
  /** A hook event that carries no tool call to decide on. */
  | {
      readonly kind: "event";
      readonly dialect: string;
      readonly version: string | undefined;
      readonly event: string;
      readonly session: string | undefined;
      readonly payload: JsonObject;
    }
  /** Not readable as anything; `dialect` is a guess for the wording of "no objection". */
  | { readonly kind: "bad"; readonly dialect: string | undefined; readonly problem: string };
