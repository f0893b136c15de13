import type { ParsedScript, SyntaxNode, Word } from "unbash";
import { forEachChild, parse as parseBash } from "unbash";

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

/** Parses shell text. Never throws; what could not be read is in `errors`. */
export function parseShell(text: string): ParsedScript {
  const script = parsed(text);
  if (script.errors === undefined || script.errors.length === 0 || !ZSH_QUALIFIER.test(text)) return script;
  const plain = parsed(text.replace(ZSH_QUALIFIERS, (found) => "?".padEnd(found.length, "?")));
  return plain.errors === undefined || plain.errors.length === 0 ? plain : script;
}

function parsed(text: string): ParsedScript {
  try {
    return parseBash(text);
  } catch {
    // The parser's own nesting limit leaves some forms out (`coproc coproc …`).
    const errors = [{ message: "nested too deep", pos: 0 }];
    return { type: "Script", pos: 0, end: text.length, commands: [], shebang: undefined, errors };
  }
}

// zsh's glob qualifiers (zshexpn(1), "Glob Qualifiers") only choose among the names; those that run code (e, +) are not taken.
// A wildcard of the same length stands in for one, so that offsets stay.
const ZSH_QUALIFIER = /[*?\]/\w]\((?:[.#/@=%*^,:-]|[a-df-zA-Z0-9]|\[[-\d,]{1,9}\]){1,20}\)(?=[\s;)]|$)/;
const ZSH_QUALIFIERS = new RegExp(
  `(?<=[*?\\]/\\w])${ZSH_QUALIFIER.source.slice(ZSH_QUALIFIER.source.indexOf("\\("))}`,
  "g",
);

/** Visits what is inside a node in order, going into a part where `visit` says so. No recursion: a long sum is as deep as it has terms. */
export function walk(node: SyntaxNode, visit: (part: SyntaxNode) => boolean): void {
  let inside: SyntaxNode[] = [];
  const take = (child: SyntaxNode): void => {
    inside.push(child);
  };
  forEachChild(node, take);
  for (const open = inside.reverse(); open.length > 0; ) {
    const part = open.pop() as SyntaxNode;
    if (!visit(part)) continue;
    inside = [];
    forEachChild(part, take);
    open.push(...inside.reverse());
  }
}

/** The words of a text that is nothing but words. */
export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  walk(parsed(text), (node) => {
    if (node.type !== "Word") return true;
    words.push(node);
    return false;
  });
  return words;
}

/** The script of a substitution; an empty one where the parser made none. */
export function scriptOf(part: { readonly script: ParsedScript | undefined }): ParsedScript {
  return part.script ?? parsed("");
}

export function firstError(script: ParsedScript): string | undefined {
  return script.errors?.[0]?.message;
}
