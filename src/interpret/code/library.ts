import type { Machine } from "./machine.ts";
import type { Syntax } from "./syntax.ts";
import type { Code } from "./tree.ts";
import type { Value } from "./value.ts";

/** One call of something that the library knows. */
export interface LibraryCall {
  /** "os.remove", or "file#write" for a method. */
  readonly name: string;
  readonly args: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** What the method is called on. */
  readonly self: Value | undefined;
  readonly machine: Machine;
  readonly at: { readonly start: number; readonly end: number };
}

/** Writes down what a call does, and says what comes of it; undefined: not known, but tainted by its arguments. */
export type Operation = (call: LibraryCall) => Value | undefined;

/** What is known of a language, beyond its grammar. */
export interface Library {
  readonly language: string;
  /** Its grammar's name, and how that grammar's tree becomes ours. */
  readonly grammar: string;
  readonly lower: (source: string, root: Syntax) => Code;
  /** What stands around code that is given without it (`<?php`). */
  readonly prepare?: (source: string) => string;
  /** Reads the text without a grammar. */
  readonly read?: (source: string) => Code;
  /** Names that need no import, and what they are in the tables. */
  readonly globals: ReadonlyMap<string, Value>;
  /** The one name in the tables of what has several ("node:fs/promises.rm" is "fs.rm"). */
  readonly canonical: (name: string) => string;
  readonly functions: ReadonlyMap<string, Operation>;
  /** By type and name: "file#write"; "text#" for texts; "#" for any other receiver. */
  readonly methods: ReadonlyMap<string, Operation>;
  /** Plain members that are values ("os.sep"). */
  readonly constants: ReadonlyMap<string, (machine: Machine) => Value>;
  /** Names assigned in a function are that function's own (Python). */
  readonly localByDefault: boolean;
  /** A name that nothing defines, called: a library function of that name (Perl, PHP, Ruby). */
  readonly openNames: boolean;
}
