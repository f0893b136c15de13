/** A node of a parsed text, as plain data: what the grammars of all languages are turned into. */
export interface Syntax {
  readonly type: string;
  /** The part that it plays in its parent ("left", "body"), where the grammar names it. */
  readonly field: string | undefined;
  /** UTF-16 offsets into the text. */
  readonly start: number;
  readonly end: number;
  /** Named children only: keywords and punctuation are left out. */
  readonly children: readonly Syntax[];
  /** Said of a whole text: something in it was nested too deep to be taken along. */
  readonly tooDeep?: boolean;
}

export function child(node: Syntax, field: string): Syntax | undefined {
  return node.children.find((inner) => inner.field === field);
}

export function childrenOf(node: Syntax, field: string): readonly Syntax[] {
  return node.children.filter((inner) => inner.field === field);
}

/** What is inside a part: a list's items, a body's statements. */
export function inside(node: Syntax, field: string): readonly Syntax[] {
  return child(node, field)?.children ?? [];
}

/** What a node was written as; a broken text may lack any. */
export function written(source: string, node: Syntax | undefined): string {
  return node === undefined ? "" : source.slice(node.start, node.end);
}

/** What stands between two nodes: an operator. */
export function between(source: string, left: Syntax | undefined, right: Syntax | undefined): string {
  return left === undefined || right === undefined ? "" : source.slice(left.end, right.start);
}
