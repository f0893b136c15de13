import type { ParsedScript } from "unbash";
import { parse as parseBash } from "unbash";

// The one place that names the parser: a new major touches this file only.
export type {
  Assignment,
  Case,
  Command,
  CompoundCommand,
  CompoundList,
  HereDoc,
  ParameterExpansionPart,
  ParsedScript,
  PipelineNode,
  Redirected,
  Redirection,
  Statement,
  SyntaxNode,
  Word,
  WordPart,
} from "unbash";
export { forEachChild } from "unbash";

/** Parses shell text. Never throws; what could not be read is in `errors`. */
export function parseShell(text: string): ParsedScript {
  try {
    return parseBash(text);
  } catch (error) {
    // The parser's own nesting limit leaves some forms out (`coproc coproc …`).
    if (!(error instanceof RangeError)) throw error;
    const errors = [{ message: "nested too deep", pos: 0 }];
    return { type: "Script", pos: 0, end: text.length, commands: [], shebang: undefined, errors };
  }
}

export function firstError(script: ParsedScript): string | undefined {
  return script.errors?.[0]?.message;
}
