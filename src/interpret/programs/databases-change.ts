import { DYNAMIC } from "../../model/effect.ts";
import type { Draft } from "../context.ts";
import type { Field } from "../shell/value.ts";
import { type Connection, connectionOf } from "../sql/connection.ts";
import { looksProduction } from "../sql/production.ts";
import type { Invocation } from "./program.ts";
import { textOf } from "./text-of.ts";

/** A change to a database as a draft; whether it is a production one is told from the call's hosts, names and variables. */
export function change(
  run: Invocation,
  engine: string,
  action: string,
  object: string,
  name: string,
  tags: readonly string[] = [],
): Draft {
  const connection: Connection = connectionOf(run);
  return {
    kind: "database",
    action,
    object,
    name,
    engine,
    production: connection.production || looksProduction(name),
    certainty: name.includes(DYNAMIC) ? "dynamic" : "known",
    tags: [...connection.tags, ...tags],
  };
}

/** For `does` of an act: the change's name is the first operand after the sub-command. */
export function changes(engine: string, action: string, object: string, ...tags: readonly string[]) {
  return (run: Invocation, operands: readonly Field[]): Draft =>
    change(run, engine, action, object, textOf(operands[0]), tags);
}

/** What is fed to a client's standard input; a file that it comes from is opened where it can be. */
export function fedText(run: Invocation): string | undefined {
  const { stdin } = run;
  if (stdin.text !== undefined || stdin.empty) return stdin.text;
  const paths = new Set(stdin.taint.files.map((file) => file.path));
  const [file] = stdin.taint.files;
  if (file === undefined || paths.size > 1) return undefined;
  // Through a filter (`sed … x.sql | psql`) the file is still the best that is known of the text.
  if (stdin.taint.output && !/\.(?:sql|cql|js|redis)$/.test(file.path)) return undefined;
  return run.readFile(file)?.text;
}
