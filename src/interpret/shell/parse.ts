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
  return parseBash(text);
}

export function firstError(script: ParsedScript): string | undefined {
  return script.errors?.[0]?.message;
}
