import type { Engine } from "./engines.ts";
import type { Statement } from "./statements.ts";

/** Where readers of statements write down what a statement does. */
export interface Sink {
  readonly engine: Engine;
  /** Actions and objects are those of DatabaseEffect. */
  change(action: string, object: string, name: string, ...tags: readonly string[]): void;
  /** Text that the database server, or its client, gives to a shell. */
  shell(text: string): void;
  /** SQL inside SQL: `DO $$…$$`, `EXECUTE '…'`. */
  sql(text: string): void;
  statement(statement: Statement): void;
  /** A file on this machine that the client, or a database without a server, opens. */
  file(use: "read" | "write", path: string): void;
  /** A script of the client's, run by `\i`, `source`, `.read`. */
  script(path: string): void;
  /** The text that a variable was set to earlier, `@name` for T-SQL and MySQL. */
  variable(name: string): string | undefined;
  setVariable(name: string, text: string): void;
  /** Tables made earlier in the same text: dropping them loses nothing. */
  created(name: string): void;
}

/** Writes down what one kind of statement does; the statement's first word chose it. */
export type StatementReader = (statement: Statement, sink: Sink) => void;
