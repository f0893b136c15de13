import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { getAsset, isSea } from "node:sea";
import TreeSitter from "@vscode/tree-sitter-wasm";
import type { Syntax } from "./syntax.ts";

// Loaded only when code appears whose grammar is needed; a bundle of its own in the built program (build/bundle.mjs).

export type Parse = (text: string) => Syntax;

let ready: Promise<void> | undefined;

/** Compiles a grammar. Rejects where its file is missing or not of this runtime's version. */
export async function loadGrammar(name: string): Promise<Parse> {
  // Handing over the bytes keeps the glue from looking for files by its own place, which in a single executable is none.
  ready ??= TreeSitter.Parser.init({ wasmBinary: wasm("tree-sitter.wasm") } as never);
  await ready;
  const parser = new TreeSitter.Parser();
  parser.setLanguage(await TreeSitter.Language.load(wasm(`tree-sitter-${name}.wasm`)));
  return (text) => {
    const tree = parser.parse(text);
    if (tree === null) return { type: "ERROR", field: undefined, start: 0, end: text.length, children: [] };
    const cursor = tree.walk();
    const cut = { tooDeep: false };
    const root = plain(cursor, 0, cut);
    cursor.delete();
    tree.delete();
    return { ...root, ...cut };
  };
}

function wasm(file: string): Uint8Array {
  if (isSea()) return new Uint8Array(getAsset(file));
  const require = createRequire(join(import.meta.dirname, "from-here.js"));
  return readFileSync(join(dirname(require.resolve("@vscode/tree-sitter-wasm")), file));
}

/** Deeper than this nothing is taken along: the recursion of all that follows must fit the stack. */
const MAX_DEPTH = 200;

/** A cursor, and not the tree's node objects: each of their properties is a call into WebAssembly of its own. */
function plain(cursor: TreeSitter.TreeCursor, depth: number, cut: { tooDeep: boolean }): Syntax {
  const field = cursor.currentFieldName ?? undefined;
  const children: Syntax[] = [];
  const node = { type: cursor.nodeType, field, start: cursor.startIndex, end: cursor.endIndex, children };
  if (depth >= MAX_DEPTH) cut.tooDeep ||= cursor.currentNode.namedChildCount > 0;
  else if (cursor.gotoFirstChild()) {
    do {
      if (cursor.nodeIsNamed && cursor.nodeType !== "comment") children.push(plain(cursor, depth + 1, cut));
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return node;
}
