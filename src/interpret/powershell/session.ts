import type { Span } from "../../model/effect.ts";
import { type Context, type Draft, emit } from "../context.ts";
import { stateSource } from "../shell/command.ts";
import type { Frame } from "../shell/frame.ts";
import type { ShellState } from "../shell/state.ts";
import type { Value } from "./value.ts";

/** A running PowerShell: what it knows, and where it writes down effects. */
export interface Session {
  readonly context: Context;
  readonly frame: Frame;
  readonly state: ShellState;
  /** By name in lower case; `env:x` for the environment. */
  readonly variables: Map<string, Value>;
  readonly functions: Map<string, Value>;
  readonly aliases: Map<string, string>;
  /** Functions being run, innermost last. */
  readonly calls: readonly string[];
}

export function newSession(context: Context, frame: Frame, state: ShellState): Session {
  return { context, frame, state, variables: new Map(), functions: new Map(), aliases: new Map(), calls: [] };
}

export function note(session: Session, draft: Draft, by: string, at: { readonly start: number; readonly end: number }) {
  emit(session.context, draft, { ...stateSource(session.state, by), span: spanOf(session, at) });
}

export function spanOf(session: Session, at: { readonly start: number; readonly end: number }): Span {
  return session.frame.span(at.start, at.end);
}
