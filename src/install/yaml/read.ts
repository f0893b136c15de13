import { type Document, isMap, isScalar, LineCounter, parseDocument, visit, type YAMLMap } from "yaml";
import type { Json } from "../../model/json.ts";
import { at, Refusal } from "../refusal.ts";

/** YAML 1.2, c-printable. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function read(file: string, text: string) {
  const lines = new LineCounter();
  const strange = UNPRINTABLE.exec(text);
  if (strange !== null)
    throw new Refusal(
      `${at(file, text, strange.index)}: holds a character that YAML does not allow; mend that place, then run the command again`,
    );
  refuseDepth(file, text);
  const document = parsed(file, text, lines);
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const what =
      error.code === "MULTIPLE_DOCS" ? "the file must hold one document alone" : (error.message.split("\n")[0] ?? "");
    throw new Refusal(`${file}:${line}:${col}: ${what}; mend that place, then run the command again`);
  }
  const twice = repeatedKey(document);
  if (twice !== undefined) {
    throw new Refusal(
      `${at(file, text, twice)}: the same key stands twice in one map; delete one, then run the command again`,
    );
  }
  const { contents } = document;
  if (contents !== null && !isMap(contents) && !isNothing(contents)) {
    const place = at(file, text, contents.range[0]);
    throw new Refusal(`${place}: the file must hold a map; mend that, then run the command again`);
  }
  return document;
}

/** Behind a line of three dashes, no value is a value. */
const isNothing = (node: unknown): boolean => isScalar(node) && node.value === null && !node.source;

function parsed(file: string, text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false, logLevel: "error" });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Refusal(`${file}: is nested too deeply; mend that, then run the command again`);
  }
}

/** Where a key stands that its map has already. The parser's own check compares every key with every other. */
function repeatedKey(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key) || key.value === "<<") continue;
        if (seen.has(key.value)) found = key.range?.[0];
        seen.add(key.value);
      }
      return found === undefined ? undefined : visit.BREAK;
    },
  });
  return found;
}

/** What other readers of YAML do not follow, and this one not for long. */
function refuseDepth(file: string, text: string): void {
  const { index } = /[[{]{1000}/.exec(text) ?? {};
  if (index !== undefined)
    throw new Refusal(`${at(file, text, index)}: is nested too deeply; mend that place, then run the command again`);
}

/** The map that the file holds; undefined where it holds nothing. */
export function mapOf(file: string, text: string): YAMLMap | undefined {
  const { contents } = read(file, text);
  return isMap(contents) ? contents : undefined;
}

/** What the file says; an empty one says {}. */
export function toJson(file: string, text: string): Json {
  const document = read(file, text);
  try {
    return (document.toJS() ?? {}) as Json;
  } catch (error) {
    // An alias without an anchor, or aliases of aliases that come to millions of values.
    const what = error instanceof Error ? error.message : String(error);
    throw new Refusal(`${at(file, text, strayAlias(document))}: ${what}; mend that, then run the command again`);
  }
}

/** The first alias that leads nowhere, or the first of all. */
function strayAlias(document: Document): number {
  const offsets: number[] = [];
  let stray: number | undefined;
  visit(document, {
    Alias(_, alias) {
      const offset = alias.range?.[0] ?? 0;
      offsets.push(offset);
      if (stray === undefined && alias.resolve(document) === undefined) stray = offset;
    },
  });
  return stray ?? offsets[0] ?? 0;
}
