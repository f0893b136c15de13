import { isAlwaysTrue } from "./condition.ts";
import type { Sink, StatementReader } from "./sink.ts";
import { closing, find, isSymbol, nameAt, type Statement, valueAt, wordAt } from "./statements.ts";

// Statements that change rows: DELETE, UPDATE, MERGE, and those inside WITH and EXPLAIN.

const CLAUSES = ["ORDER", "LIMIT", "RETURNING", "OPTION", "SETTINGS"];

/** The condition of a statement, or undefined where it has none. */
function condition(statement: Statement): Statement | undefined {
  const where = find(statement, ["WHERE"]);
  if (where < 0) return undefined;
  const end = find(statement, CLAUSES, where);
  return statement.slice(where + 1, end < 0 ? undefined : end);
}

/** How a DELETE or UPDATE is bounded: `all` rows, or some. */
function reach(statement: Statement, table: string): { readonly all: boolean; readonly tags: readonly string[] } {
  const where = condition(statement);
  if (where !== undefined)
    return isAlwaysTrue(where) || selectsItself(where, table)
      ? { all: true, tags: ["tautology"] }
      : { all: false, tags: [] };
  const limited = find(statement, ["LIMIT"]) > 0 || wordAt(statement, 1) === "TOP";
  const joined = find(statement, ["JOIN"]) > 0 && find(statement, ["ON", "USING"]) > 0;
  return { all: !limited && !joined, tags: [] };
}

/** `id IN (SELECT id FROM the_same_table)` is every row. */
function selectsItself(where: Statement, table: string): boolean {
  const [column, , , , selected, , from] = where;
  return (
    where.length === 8 &&
    wordAt(where, 1) === "IN" &&
    wordAt(where, 3) === "SELECT" &&
    wordAt(where, 5) === "FROM" &&
    column?.value === selected?.value &&
    from?.value.toLowerCase() === table.toLowerCase()
  );
}

function isTemporary(name: string): boolean {
  return /^(?:pg_temp\.|temp\.|#|@)/i.test(name);
}

export const remove: StatementReader = (statement, sink) => {
  let at = 1;
  while (/^(?:LOW_PRIORITY|QUICK|IGNORE|ONLY|FROM)$/.test(wordAt(statement, at))) at += 1;
  if (wordAt(statement, at) === "TOP") at = closing(statement, at + 1);
  if (wordAt(statement, at) === "FROM") at += 1;
  const { name } = nameAt(statement, at);
  if (name === "") return;
  const { all, tags } = reach(statement, name);
  sink.change(all ? "delete-all" : "delete", "table", name, ...tags, ...(isTemporary(name) ? ["temporary"] : []));
};

export const update: StatementReader = (statement, sink) => {
  let at = 1;
  while (/^(?:LOW_PRIORITY|IGNORE|ONLY|OR|ROLLBACK|ABORT|REPLACE|FAIL)$/.test(wordAt(statement, at))) at += 1;
  // `UPDATE STATISTICS t` (T-SQL) changes no rows.
  if (find(statement, ["SET"], at) < 0) return;
  const { name } = nameAt(statement, at);
  const { all, tags } = reach(statement, name);
  sink.change(all ? "update-all" : "update", "table", name, ...tags, ...(isTemporary(name) ? ["temporary"] : []));
};

/** MERGE … WHEN NOT MATCHED BY SOURCE THEN DELETE empties what the source does not name. */
export const merge: StatementReader = (statement, sink) => {
  const { name } = nameAt(statement, wordAt(statement, 1) === "INTO" ? 2 : 1);
  const deletes = statement.some((token, index) => token.value === "THEN" && wordAt(statement, index + 1) === "DELETE");
  const on = find(statement, ["ON"]);
  const when = find(statement, ["WHEN"]);
  const always = on > 0 && isAlwaysTrue(statement.slice(on + 1, when < 0 ? undefined : when));
  sink.change(deletes ? (always ? "delete-all" : "delete") : always ? "update-all" : "update", "table", name);
};

/** WITH x AS (DELETE …) SELECT …: the parts that change rows are run too (PostgreSQL manual 7.8.4). */
export const withQuery: StatementReader = (statement, sink) => {
  for (let i = 1; i < statement.length; i++) {
    if (isSymbol(statement[i], "(")) {
      const end = closing(statement, i);
      if (/^(?:DELETE|UPDATE|MERGE|WITH)$/.test(wordAt(statement, i + 1)))
        sink.statement(statement.slice(i + 1, end - 1));
      i = end - 1;
    } else if (/^(?:DELETE|UPDATE|MERGE|INSERT|SELECT)$/.test(wordAt(statement, i))) {
      sink.statement(statement.slice(i));
      return;
    }
  }
};

/** EXPLAIN only plans; EXPLAIN ANALYZE runs (PostgreSQL manual, EXPLAIN). */
export const explain: StatementReader = (statement, sink) => {
  const end = isSymbol(statement[1], "(") ? closing(statement, 1) : 1;
  const options = isSymbol(statement[1], "(") ? statement.slice(2, end - 1) : statement.slice(1, 4);
  const at = options.findIndex((token) => /^ANALY[ZS]E$/.test(token.value));
  if (at < 0 || /^(?:FALSE|OFF|0)$/.test(valueAt(options, at + 1))) return;
  const inner = find(statement, ["DELETE", "UPDATE", "MERGE", "INSERT", "WITH", "SELECT", "EXECUTE"], end);
  if (inner > 0) sink.statement(statement.slice(inner));
};

/** PREPARE p AS DELETE …, PREPARE p FROM 'DELETE …': taken as run, since it is there to be run. */
export const prepare: StatementReader = (statement, sink) => {
  const at = find(statement, ["AS", "FROM"]);
  const text = statement[at + 1];
  if (at < 0 || text === undefined) return;
  if (text.kind === "string") sink.sql(text.value);
  else if (text.text.startsWith("@")) runVariable(text.text, sink);
  else if (wordAt(statement, at) === "AS") sink.statement(statement.slice(at + 1));
};

export function runVariable(name: string, sink: Sink): void {
  const text = sink.variable(name);
  if (text !== undefined) sink.sql(text);
}

/** SET @v = '…', DECLARE @v type = '…', with `+` between constants. */
export const setVariable: StatementReader = (statement, sink) => {
  for (let i = 1; i < statement.length; i++) {
    const name = statement[i];
    if (name?.kind !== "word" || !name.value.startsWith("@")) continue;
    let at = i + 1;
    while (at < i + 8 && at < statement.length && !/^:?=$/.test(valueAt(statement, at))) at += 1;
    const first = statement[at + 1];
    if (!/^:?=$/.test(valueAt(statement, at)) || first?.kind !== "string") continue;
    let joined = first.value;
    for (at += 2; statement[at]?.value === "+" && statement[at + 1]?.kind === "string"; at += 2)
      joined += statement[at + 1]?.value;
    sink.setVariable(name.text, joined);
    i = at - 1;
  }
};
