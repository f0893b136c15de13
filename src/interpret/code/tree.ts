// One tree for the code of all languages: each grammar is lowered to it, one machine evaluates it.

interface At {
  /** UTF-16 offsets into the code's text. */
  readonly start: number;
  readonly end: number;
}

export interface Argument {
  readonly name?: string | undefined;
  readonly value: Code;
}

export type Code = At &
  (
    | { readonly kind: "text"; readonly parts: readonly (string | Code)[] }
    | { readonly kind: "constant"; readonly value: number | boolean | null }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "member"; readonly of: Code; readonly name: string }
    | { readonly kind: "index"; readonly of: Code; readonly key: Code }
    | { readonly kind: "slice"; readonly of: Code; readonly from?: Code; readonly to?: Code; readonly step?: Code }
    | { readonly kind: "call"; readonly callee: Code; readonly args: readonly Argument[] }
    | { readonly kind: "list"; readonly items: readonly Code[] }
    /** A list's items, or a dictionary's entries, in the place of one. As a pattern: all that is left. */
    | { readonly kind: "spread"; readonly of: Code }
    | { readonly kind: "dict"; readonly entries: readonly Entry[] }
    | { readonly kind: "binary"; readonly operator: string; readonly left: Code; readonly right: Code }
    /** One of these, it cannot be told which. */
    | { readonly kind: "either"; readonly of: readonly Code[] }
    | Lambda
    | { readonly kind: "class"; readonly name: string | undefined; readonly members: readonly Entry[] }
    | { readonly kind: "assign"; readonly target: Code; readonly value: Code; readonly how: "set" | "declare" | "add" }
    /** Binds a module, or names out of it, and is the module. */
    | {
        readonly kind: "import";
        readonly module: string;
        readonly as?: string | undefined;
        readonly names: readonly (readonly [name: string, local: string])[];
        /** All its names. */
        readonly wild?: boolean;
      }
    | { readonly kind: "block"; readonly body: readonly Code[] }
    /** Any of the bodies may run. `filters`: the test looks at its subject's name, so what passes is not all. */
    | {
        readonly kind: "branch";
        readonly test: readonly Code[];
        readonly bodies: readonly Code[];
        readonly filters: boolean;
      }
    | {
        readonly kind: "loop";
        readonly target?: Code | undefined;
        readonly over?: Code | undefined;
        readonly body: Code;
        readonly endless: boolean;
      }
    | { readonly kind: "return"; readonly value: Code | undefined }
    /** Text that a shell runs: back-ticks. */
    | { readonly kind: "command"; readonly text: Code }
    /** Names that are the outermost scope's in this function (Python's `global`). */
    | { readonly kind: "outer"; readonly names: readonly string[] }
    /** Evaluated one by one; what comes of it is not followed. */
    | { readonly kind: "too-deep" }
    | { readonly kind: "parts"; readonly of: readonly Code[] }
  );

export interface Entry {
  /** undefined: the value's own entries are taken over. */
  readonly key: Code | undefined;
  readonly value: Code;
}

export type Lambda = At & {
  readonly kind: "function";
  readonly name: string | undefined;
  readonly parameters: readonly Code[];
  readonly body: Code;
  /** Its last statement is its value (Ruby, Perl, arrow functions). */
  readonly lastIsValue: boolean;
};

export type CodeOf<K extends Code["kind"]> = Extract<Code, { readonly kind: K }>;
