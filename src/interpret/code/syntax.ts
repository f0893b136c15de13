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
