import type { Effect, Span } from "../model/effect.ts";
import type { ToolCall } from "../model/toolcall.ts";
import { loadGrammars } from "./code/grammars.ts";
import { newContext } from "./context.ts";
import { interpretAction } from "./tools/action.ts";
import type { World } from "./world.ts";

export interface Interpretation {
  readonly effects: readonly Effect[];
  /** The text that the effects' spans index into. */
  readonly text: string;
  /** Grammars without which some code is left unknown; empty in nearly all calls. */
  readonly needs: ReadonlySet<string>;
}

/**
 * What a tool call would do. Pure: everything about the machine comes through `world`.
 * Never throws for any input; what cannot be understood is an effect of kind `unknown`.
 */
export function interpret(call: ToolCall, world: World, wrappers: readonly string[] = []): Interpretation {
  const text = callText(call);
  const context = newContext(text, world, wrappers);
  interpretAction(call, context, wholeSpan(text));
  return { effects: context.effects, text, needs: context.needs };
}

/** Rounds of loading: code inside code may need another grammar (Python that runs `node -e`). */
const MAX_LOADS = 4;

/** Interprets, loads the grammars that were missing, and interprets again. */
export async function interpretFully(
  call: ToolCall,
  world: World,
  wrappers: readonly string[] = [],
): Promise<Interpretation> {
  let result = interpret(call, world, wrappers);
  for (let round = 0; round < MAX_LOADS && result.needs.size > 0; round++) {
    await loadGrammars(result.needs);
    result = interpret(call, world, wrappers);
  }
  return result;
}

function wholeSpan(text: string): Span {
  return { start: 0, end: text.length };
}

/** The text of a call that spans point into: the command, the patch, the path, the URL, or the arguments as JSON. */
export function callText(call: ToolCall): string {
  const { action } = call;
  switch (action.kind) {
    case "shell":
      return action.command;
    case "type-into-shell":
      return action.text ?? "";
    case "patch":
      return action.text;
    case "read":
    case "list":
    case "write":
    case "edit":
    case "delete":
      return action.path;
    case "search":
      return action.path ?? action.pattern;
    case "fetch":
      return action.url;
    case "web-search":
      return action.query;
    case "spawn-agent":
      return action.prompt;
    case "internal":
      return action.text ?? "";
    default:
      return JSON.stringify(action.args);
  }
}
