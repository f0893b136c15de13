import { runVariable } from "./rows.ts";
import type { StatementReader } from "./sink.ts";
import { closing, find, isSymbol, nameAt, textOf, valueAt, wordAt } from "./statements.ts";

// Statements that move files, run programs, or steer the server.

/** COPY … TO/FROM PROGRAM '…' | '/file' | STDIN (PostgreSQL); COPY t TO 'file' (DuckDB). */
export const copy: StatementReader = (statement, sink) => {
  const at = find(statement, ["TO", "FROM"]);
  if (at < 0) return;
  const program = wordAt(statement, at + 1) === "PROGRAM";
  const text = statement[at + (program ? 2 : 1)];
  if (text === undefined || text.kind === "word" || /^(?:s3|gs|gcs|azure|https?):\/\//i.test(text.value)) return;
  if (program) {
    sink.change("execute-os", "program", text.value);
    sink.shell(text.value);
  } else if (sink.engine === "duckdb" || sink.engine === "cassandra")
    sink.file(wordAt(statement, at) === "TO" ? "write" : "read", text.value);
  else if (text.kind === "string")
    sink.change(wordAt(statement, at) === "TO" ? "write-file" : "read-file", "file", text.value);
};

/** LOAD DATA INFILE reads a file of the server's; LOAD DATA LOCAL one of the client's. */
export const load: StatementReader = (statement, sink) => {
  const at = find(statement, ["INFILE"]);
  const path = valueAt(statement, at + 1);
  if (at > 0 && find(statement, ["LOCAL"]) > 0) sink.file("read", path);
  else if (at > 0) sink.change("read-file", "file", path);
  else if (statement[1]?.kind === "string") sink.change("load-code", "library", statement[1].value);
};

/** EXEC('…'), EXEC @v, EXECUTE IMMEDIATE '…', EXECUTE '…' (PL/pgSQL). Procedures by name are read as calls. */
export const execute: StatementReader = (statement, sink) => {
  const at = wordAt(statement, 1) === "IMMEDIATE" || isSymbol(statement[1], "(") ? 2 : 1;
  const text = statement[at];
  if (text?.kind === "string" || text?.kind === "body") sink.sql(text.value);
  else if (text?.text.startsWith("@") === true) runVariable(text.text, sink);
};

/** DO $$ … $$ runs its body; other languages than SQL's own are not read. */
export const doBlock: StatementReader = (statement, sink) => {
  const body = statement.find((token) => token.kind === "body" || token.kind === "string");
  const language = find(statement, ["LANGUAGE"]);
  if (language > 0 && /^plp(?:ython|erl)\d?u$/i.test(valueAt(statement, language + 1)))
    sink.change("load-code", "function", "DO");
  else if (body !== undefined) sink.sql(body.value);
};

/** ATTACH 'file' makes it when it is not there; a name that no database has is a file planted through SQL. */
export const attach: StatementReader = (statement, sink) => {
  const path = statement.find((token) => token.kind === "string" || token.kind === "name")?.value;
  if (path === undefined || path === ":memory:" || sink.engine === "clickhouse") return;
  sink.file("write", path);
  if (
    /\.(?:php\d?|phtml|aspx?|jspx?|cgi|sh|py|rb|pl|js|html?|conf|so|dll|bashrc|profile)$|\/\.ssh\/|\/cron/i.test(path)
  )
    sink.change("write-file", "file", path);
};

export const pragma: StatementReader = (statement, sink) => {
  const { name, next } = nameAt(statement, 1);
  const value = valueAt(statement, next + 1).toUpperCase();
  if (/writable_schema$/i.test(name) && /^(?:1|ON|TRUE|YES|RESET)$/.test(value)) sink.change("config", "schema", name);
};

/** VACUUM INTO 'file' (SQLite). */
export const vacuum: StatementReader = (statement, sink) => {
  const at = find(statement, ["INTO"]);
  if (at > 0) sink.file("write", valueAt(statement, at + 1));
};

export const shutdown: StatementReader = (_statement, sink) => sink.change("shutdown", "server", "");

export const kill: StatementReader = (statement, sink) =>
  sink.change("kill", "session", valueAt(statement, statement.length - 1));

/** FLUSH PRIVILEGES and the like are upkeep; with a read lock the server stands still. */
export const flush: StatementReader = (statement, sink) => {
  if (find(statement, ["LOCK"]) > 0) sink.change("config", "lock", "tables");
};

const SETTINGS = /^(?:general_log|general_log_file|slow_query_log_file|local_infile|secure_file_priv|log_bin|sql_log_bin|read_only|super_read_only|validate_password|log_bin_trust_function_creators|init_connect|session_replication_role|audit_log_policy|server_audit_logging)\b/i; // biome-ignore format: one pattern

/** SET GLOBAL general_log_file = … writes files; local_infile and the audit settings open or blind the server. */
export const setting: StatementReader = (statement, sink) => {
  const first = statement[1];
  const scope = /^(?:GLOBAL|PERSIST|PERSIST_ONLY|SESSION|LOCAL|@@GLOBAL|@@SESSION)$/.test(wordAt(statement, 1));
  const dotted = first?.value.startsWith("@@") === true && isSymbol(statement[2], ".");
  const { name } = nameAt(statement, dotted ? 3 : scope ? 2 : 1);
  if (SETTINGS.test(name)) sink.change("config", "setting", name);
};

/** RESET MASTER and PURGE BINARY LOGS take away what a restore to a point in time needs. */
export const reset: StatementReader = (statement, sink) => {
  if (/^(?:MASTER|BINARY)$/.test(wordAt(statement, 1))) sink.change("purge-log", "binary-log", "");
  else if (wordAt(statement, 1) === "REPLICA" || wordAt(statement, 1) === "SLAVE")
    sink.change("config", "replication", "");
};

export const purge: StatementReader = (statement, sink) => {
  if (/^(?:BINARY|MASTER)$/.test(wordAt(statement, 1))) sink.change("purge-log", "binary-log", "");
  else if (/^(?:RECYCLEBIN|DBA_RECYCLEBIN|TABLE)$/.test(wordAt(statement, 1)))
    sink.change("drop", "recycle-bin", nameAt(statement, 2).name);
};

/** RESTORE DATABASE … (T-SQL) puts an older state over the present one. */
export const restore: StatementReader = (statement, sink) => {
  if (wordAt(statement, 1) === "DATABASE" && find(statement, ["REPLACE"]) > 0)
    sink.change("restore", "database", nameAt(statement, 2).name);
};

/** DISABLE TRIGGER ALL ON t (T-SQL). */
export const disable: StatementReader = (statement, sink) => {
  if (wordAt(statement, 1) === "TRIGGER") sink.change("alter", "trigger", textOf(statement.slice(-1)), "off");
};

/** INSERT OVERWRITE and REPLACE put rows over rows; INSERT itself loses nothing, what it selects may call out. */
export const insert: StatementReader = (statement, sink) => {
  if (wordAt(statement, 1) === "OVERWRITE")
    sink.change("truncate", "table", nameAt(statement, wordAt(statement, 2) === "TABLE" ? 3 : 2).name, "replaced");
};

/** BACKUP DATABASE … TO URL/DISK, BACKUP TO: a dump. */
export const backup: StatementReader = (statement, sink) => sink.change("dump", "database", nameAt(statement, 2).name);

/** After IF (…), ELSE or WHILE a statement follows. */
export const conditional: StatementReader = (statement, sink) => {
  let at = 1;
  while (/^(?:NOT|EXISTS)$/.test(wordAt(statement, at))) at += 1;
  if (!isSymbol(statement[at], "(")) return;
  at = closing(statement, at);
  if (/^(?:BEGIN|THEN)$/.test(wordAt(statement, at))) at += 1;
  if (/^(?:DROP|DELETE|TRUNCATE|UPDATE|EXEC|EXECUTE|ALTER)$/.test(wordAt(statement, at)))
    sink.statement(statement.slice(at));
};
