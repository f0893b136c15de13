import { DYNAMIC } from "../../model/effect.ts";
import { spend } from "../context.ts";
import type { CodeOrigin, Invocation } from "../programs/program.ts";
import type { Field, Stream } from "../shell/value.ts";
import { connectionOf } from "./connection.ts";
import { alter, create, drop, grant, truncate } from "./define.ts";
import type { Engine } from "./engines.ts";
import { readCalls } from "./functions.ts";
import { readMeta } from "./meta.ts";
import { looksProduction } from "./production.ts";
import { explain, merge, prepare, remove, setVariable, update, withQuery } from "./rows.ts";
import * as server from "./server.ts";
import type { Sink, StatementReader } from "./sink.ts";
import { find, type Statement, split, textOf, wordAt } from "./statements.ts";
import { MAX_TOKENS, tokenize } from "./tokens.ts";

/** What a statement does, by its first word. Others only read, or make things. */
const READERS: Readonly<Record<string, StatementReader>> = {
  DROP: drop,
  TRUNCATE: truncate,
  ALTER: alter,
  GRANT: grant,
  CREATE: create,
  DELETE: remove,
  UPDATE: update,
  MERGE: merge,
  WITH: withQuery,
  EXPLAIN: explain,
  PREPARE: prepare,
  SET: (statement, sink) => {
    setVariable(statement, sink);
    server.setting(statement, sink);
  },
  DECLARE: setVariable,
  SELECT: setVariable,
  COPY: server.copy,
  LOAD: server.load,
  EXEC: server.execute,
  EXECUTE: server.execute,
  DO: server.doBlock,
  ATTACH: server.attach,
  PRAGMA: server.pragma,
  VACUUM: server.vacuum,
  SHUTDOWN: server.shutdown,
  KILL: server.kill,
  FLUSH: server.flush,
  RESET: server.reset,
  PURGE: server.purge,
  RESTORE: server.restore,
  DISABLE: server.disable,
  INSERT: server.insert,
  BACKUP: server.backup,
  IF: server.conditional,
  WHILE: server.conditional,
};

/** Nested SQL (`DO $$…$$`, `EXECUTE '…'`, WITH parts) that is looked into. */
const MAX_DEPTH = 6;
/** In these a definition ends the transaction by itself, so that ROLLBACK does not bring it back. */
const COMMITS_DEFINITIONS: ReadonlySet<Engine> = new Set([
  "mysql",
  "oracle",
  "clickhouse",
  "snowflake",
  "bigquery",
  "sql",
]);
const DEFINES = new Set(["drop", "truncate", "alter", "grant", "create-user"]);
const ROLLS_BACK = new Set([...DEFINES, "delete", "delete-all", "update", "update-all"]);

interface Change {
  readonly action: string;
  readonly object: string;
  readonly name: string;
  readonly tags: readonly string[];
  rolledBack: boolean;
}

/** Reads SQL text and writes down through the invocation what it does to the database and around it. */
export function interpretSql(text: string, invocation: Invocation, how: CodeOrigin): Stream | undefined {
  const connection = connectionOf(invocation);
  const { engine } = connection;
  let production = connection.production;
  const changes: Change[] = [];
  const variables = new Map<string, string>();
  const created = new Set<string>();
  /** Index of the first change of the open transaction, or -1. */
  let opened = -1;
  let depth = 0;

  const sink: Sink = {
    engine,
    change(action, object, name, ...tags) {
      const known = created.has(name.toLowerCase()) && object === "table" ? ["temporary"] : [];
      changes.push({ action, object, name, tags: [...connection.tags, ...tags, ...known], rolledBack: false });
    },
    shell: (command) => {
      invocation.shell(command.trim() === "" ? DYNAMIC : command, { source: "inline", ...spanOf(how) });
    },
    sql: (inner) => nested(() => read(inner)),
    statement: (statement) => nested(() => readStatement(statement, true)),
    file: (use, path) => useFile(invocation, use, path),
    script: runScript,
    variable: (name) => variables.get(name.toLowerCase()),
    setVariable: (name, value) => variables.set(name.toLowerCase(), value),
    created: (name) => created.add(name.toLowerCase()),
  };

  function nested(work: () => void): void {
    if (depth >= MAX_DEPTH) {
      invocation.emit({ kind: "unknown", reason: "limit-nesting", detail: "SQL inside SQL", certainty: "unknown" });
      return;
    }
    depth += 1;
    work();
    depth -= 1;
  }

  function readStatement(statement: Statement, partOfAnother: boolean): void {
    const first = wordAt(statement, 0);
    if (statement[0]?.kind === "meta") {
      readMeta(statement[0].value, sink);
      const connected = /^\\c(?:onnect)?\s+(.+)/.exec(statement[0].value)?.[1];
      if (connected !== undefined && looksProduction(connected)) production = true;
      return;
    }
    if (first === "USE" && looksProduction(textOf(statement.slice(1)))) production = true;
    if (Object.hasOwn(READERS, first)) READERS[first]?.(statement, sink);
    // What is only planned or defined calls nothing now.
    if (!partOfAnother && !/^(?:CREATE|GRANT|REVOKE|EXPLAIN|COMMENT)$/.test(first)) readCalls(statement, sink);
  }

  function read(sql: string): void {
    const tokens = tokenize(sql, engine);
    if (tokens.length >= MAX_TOKENS)
      invocation.emit({ kind: "unknown", reason: "limit-nodes", detail: "long SQL text", certainty: "unknown" });
    let previous: Statement = [];
    for (const statement of split(tokens, engine)) {
      if (!spend(invocation.context)) break;
      if (depth === 0) transaction(statement);
      readStatement(statement, false);
      if (statement[0]?.kind === "meta" && /^\\gexec\b/.test(statement[0].value)) runPrinted(previous);
      previous = statement;
    }
  }

  function runScript(path: string): void {
    const target = invocation.path(fieldOf(invocation, path));
    const text = invocation.readFile(target)?.text;
    const certainty = text === undefined ? "dynamic" : "known";
    invocation.emit({ kind: "run-code", language: "sql", source: "file", text, target, certainty });
    if (text !== undefined) nested(() => read(text));
  }

  /** `SELECT 'DROP TABLE ' || name FROM … \gexec` runs what it prints. */
  function runPrinted(statement: Statement): void {
    const text = statement.find(
      (token) => token.kind === "string" && /^\s*(?:drop|truncate|delete|alter|grant)\b/i.test(token.value),
    );
    if (text !== undefined) sink.sql(text.value.replace(/%[ILs]|$/, DYNAMIC));
  }

  function transaction(statement: Statement): void {
    const first = wordAt(statement, 0);
    if (/^(?:BEGIN|START)$/.test(first) && statement.length <= 6) opened = changes.length;
    else if (/^(?:COMMIT|END)$/.test(first)) opened = -1;
    else if (first === "ROLLBACK" && find(statement, ["TO"]) < 0 && opened >= 0) {
      for (const change of changes.slice(opened)) {
        const stays = !ROLLS_BACK.has(change.action) || (DEFINES.has(change.action) && COMMITS_DEFINITIONS.has(engine));
        change.rolledBack = !stays;
      }
      opened = -1;
    }
  }

  read(text);
  for (const { action, object, name, tags, rolledBack } of changes) {
    invocation.emit({
      kind: "database",
      action,
      object,
      name,
      engine,
      production: production || namesProduction(object, name),
      certainty: name.includes(DYNAMIC) ? "dynamic" : "known",
      tags: [...new Set([...tags, ...(rolledBack ? ["rolled-back"] : [])])],
    });
  }
  return undefined;
}

/** A database by its own name, other things by their qualifier. */
function namesProduction(object: string, name: string): boolean {
  if (/^(?:database|schema|server|table|column)$/.test(object) === false) return false;
  const owner =
    object === "database" || object === "schema"
      ? name
      : name
          .split(".")
          .slice(0, object === "column" ? -2 : -1)
          .join(".");
  return looksProduction(owner);
}

function spanOf(how: CodeOrigin) {
  return how.span === undefined ? {} : { span: how.span };
}

function useFile(invocation: Invocation, use: "read" | "write", path: string): void {
  if (path.trim() === "") return;
  const target = invocation.path(fieldOf(invocation, path));
  if (use === "read") invocation.emit({ kind: "read", target, recursive: false, how: "content" });
  else invocation.emit({ kind: "write", target, how: "modify" });
}

function fieldOf(invocation: Invocation, text: string): Field {
  return { text, quoted: true, glob: false, taint: invocation.stdin.taint, span: invocation.span };
}
