// What the parser makes of PowerShell text. Offsets are into the text that was parsed.

interface Node {
  readonly start: number;
  readonly end: number;
}

export type Expression =
  /** A string or a bare word: literal pieces and what is expanded between them. */
  | (Node & { readonly type: "text"; readonly parts: readonly (string | Expression)[]; readonly quoted: boolean })
  | (Node & { readonly type: "variable"; readonly name: string })
  | (Node & { readonly type: "array"; readonly items: readonly Expression[] })
  /** `( … )`, `$( … )` and `@( … )`. */
  | (Node & { readonly type: "group"; readonly statements: readonly Statement[] })
  | (Node & { readonly type: "table"; readonly entries: readonly (readonly [Expression, Statement | undefined])[] })
  | (Node & { readonly type: "block"; readonly block: Block })
  | (Node & { readonly type: "type"; readonly name: string })
  | (Node & { readonly type: "cast"; readonly to: string; readonly of: Expression })
  | (Node & { readonly type: "unary"; readonly operator: string; readonly of: Expression })
  | (Node & {
      readonly type: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly type: "member";
      readonly of: Expression;
      readonly name: Expression;
      readonly isStatic: boolean;
      /** undefined for a property. */
      readonly args: readonly Expression[] | undefined;
    })
  | (Node & { readonly type: "index"; readonly of: Expression; readonly at: Expression })
  | (Node & { readonly type: "splat"; readonly name: string });

export interface Block extends Node {
  readonly parameters: readonly string[];
  readonly statements: readonly Statement[];
}

export type Argument =
  | (Node & { readonly type: "parameter"; readonly name: string; readonly value: Expression | undefined })
  | (Node & { readonly type: "value"; readonly value: Expression })
  /** The rest of the line after `--%`, as it stands. */
  | (Node & { readonly type: "verbatim"; readonly text: string });

export interface Redirection extends Node {
  readonly append: boolean;
  /** `1`, `2`, … `*`; the success stream where none is written. */
  readonly stream: string;
  readonly target: Expression;
}

export interface CommandElement extends Node {
  readonly type: "command";
  readonly operator: "&" | "." | undefined;
  readonly name: Expression;
  readonly args: readonly Argument[];
  readonly redirections: readonly Redirection[];
}

export interface ExpressionElement extends Node {
  readonly type: "expression";
  readonly expression: Expression;
  readonly redirections: readonly Redirection[];
}

export type Element = CommandElement | ExpressionElement;

export type Statement =
  | (Node & { readonly type: "pipeline"; readonly elements: readonly Element[] })
  | (Node & {
      readonly type: "assignment";
      readonly to: Expression;
      readonly operator: string;
      readonly value: Statement | undefined;
    })
  | (Node & { readonly type: "function"; readonly name: string; readonly block: Block })
  | (Node & {
      readonly type: "foreach";
      readonly name: string;
      readonly list: readonly Statement[];
      readonly block: Block;
    })
  /** if, while, switch, try …: what stands in its parentheses, then the blocks of which any may run. */
  | (Node & {
      readonly type: "control";
      readonly word: string;
      readonly heads: readonly (readonly Statement[])[];
      readonly blocks: readonly Block[];
    });
