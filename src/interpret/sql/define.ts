import type { StatementReader } from "./sink.ts";
import { closing, find, isSymbol, nameAt, type Statement, valueAt, wordAt } from "./statements.ts";

// Statements that define: DROP, ALTER, CREATE, TRUNCATE, GRANT.

const OBJECTS: ReadonlyMap<string, string> = new Map(Object.entries({
  DATABASE: "database", SCHEMA: "schema", KEYSPACE: "database", TABLESPACE: "tablespace", TABLE: "table", VIEW: "view", INDEX: "index", USER: "user", ROLE: "user", LOGIN: "user", GROUP: "user",
  COLUMN: "column", PARTITION: "partition", FUNCTION: "function", PROCEDURE: "function", ROUTINE: "function", AGGREGATE: "function", PACKAGE: "function", TRIGGER: "trigger", RULE: "trigger", EVENT: "event", POLICY: "policy",
  SEQUENCE: "sequence", TYPE: "type", DOMAIN: "type", EXTENSION: "extension", OWNED: "owned", STREAM: "stream", STAGE: "stage", PIPE: "stream", WAREHOUSE: "warehouse", DICTIONARY: "table", PUBLICATION: "replication", SUBSCRIPTION: "replication",
  SERVER: "server", CONSTRAINT: "constraint", COLLECTION: "table", BUCKET: "database", TASK: "event", SYNONYM: "view", CATALOG: "database", DISKGROUP: "tablespace", PLUGGABLE: "database",
})); // biome-ignore format: one table
const ADJECTIVES = new Set(["MATERIALIZED", "FOREIGN", "EXTERNAL", "TEMPORARY", "TEMP", "GLOBAL", "LOCAL", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "OR", "REPLACE", "TRANSIENT", "PUBLIC", "VIRTUAL", "UNLOGGED", "TRUSTED", "PLUGGABLE", "DYNAMIC", "BITMAP", "FULLTEXT", "SPATIAL", "CONSTRAINT"]); // biome-ignore format: one list

/** `pg_temp.x`, `#x`, `TEMPORARY x`: gone with the session anyway. */
function isTemporary(name: string, statement: Statement): boolean {
  return /^(?:pg_temp|temp|tempdb\.)\b|^#|^tempdb\.\.#/i.test(name) || /^TEMP(?:ORARY)?$/.test(wordAt(statement, 1));
}

function objectAt(statement: Statement, from: number): { readonly object: string; readonly next: number } | undefined {
  let at = from;
  while (ADJECTIVES.has(wordAt(statement, at)) && at < from + 4) at += 1;
  const word = wordAt(statement, at);
  const object = OBJECTS.get(word);
  if (object === undefined) return undefined;
  at += 1;
  if (wordAt(statement, at) === "CONCURRENTLY") at += 1;
  if (word === "OWNED" && wordAt(statement, at) === "BY") at += 1;
  if (wordAt(statement, at) === "IF") at += wordAt(statement, at + 1) === "NOT" ? 3 : 2;
  return { object, next: at };
}

export const drop: StatementReader = (statement, sink) => {
  const found = objectAt(statement, 1);
  if (found === undefined || found.object === "constraint") return;
  const cascade = statement.some((token) => token.kind === "word" && token.value === "CASCADE") ? ["cascade"] : [];
  const exists = statement.slice(1, 6).some((token) => token.value === "EXISTS") ? ["if-exists"] : [];
  let at = found.next;
  for (let i = 0; i < 64; i++) {
    const { name, next } = nameAt(statement, at);
    const temporary = isTemporary(name, statement) ? ["temporary"] : [];
    if (name !== "" || i === 0) sink.change("drop", found.object, name, ...cascade, ...exists, ...temporary);
    if (!isSymbol(statement[next], ",")) return;
    at = next + 1;
  }
};

export const truncate: StatementReader = (statement, sink) => {
  let at = 1;
  while (/^(?:TABLE|ONLY|IF|EXISTS)$/.test(wordAt(statement, at))) at += 1;
  const cascade = statement.at(-1)?.value === "CASCADE" ? ["cascade"] : [];
  // The function TRUNCATE(x, d) begins no statement; a missing name is no statement either.
  for (let i = 0; i < 64; i++) {
    if (wordAt(statement, at) === "ONLY") at += 1;
    const { name, next } = nameAt(statement, at);
    if (name === "") return;
    sink.change("truncate", "table", name, ...cascade, ...(isTemporary(name, statement) ? ["temporary"] : []));
    if (!isSymbol(statement[next], ",")) return;
    at = next + 1;
  }
};

const ALTERED: Readonly<Record<string, true>> = { TABLE: true, DATABASE: true, SCHEMA: true, USER: true, ROLE: true, LOGIN: true, GROUP: true, SYSTEM: true, SERVER: true, KEYSPACE: true, POLICY: true, FUNCTION: true }; // biome-ignore format: one table

export const alter: StatementReader = (statement, sink) => {
  const kind =
    wordAt(statement, 1) === "FOREIGN" || wordAt(statement, 1) === "EXTERNAL" ? "TABLE" : wordAt(statement, 1);
  if (!Object.hasOwn(ALTERED, kind)) return;
  let at = wordAt(statement, 1) === kind ? 2 : 3;
  while (/^(?:ONLY|IF|EXISTS|NOT)$/.test(wordAt(statement, at))) at += 1;
  const { name, next } = nameAt(statement, at);
  if (/^(?:USER|ROLE|LOGIN|GROUP)$/.test(kind)) return alterUser(statement, next, name, sink);
  if (kind === "SYSTEM") return sink.change("config", "setting", textAfter(statement, 2));
  if (kind === "SERVER") return alterServerRole(statement, sink);
  if (kind !== "TABLE") return;
  const temporary = isTemporary(name, statement) ? ["temporary"] : [];
  for (let i = next; i < statement.length; i++) {
    if (isSymbol(statement[i], "(")) i = closing(statement, i) - 1;
    const [word, following, third] = [wordAt(statement, i), wordAt(statement, i + 1), wordAt(statement, i + 2)];
    if (word === "DROP") dropPart(statement, i, name, temporary, sink);
    else if (word === "TRUNCATE" && following === "PARTITION") sink.change("truncate", "partition", name);
    else if (word === "DELETE" && wordAt(statement, i - 1) !== "ON") clickhouseDelete(statement, i, name, sink);
    else if (word === "DISABLE" && following === "ROW" && third === "LEVEL")
      sink.change("alter", "row-security", name, "off");
    else if (word === "DISABLE" && following === "TRIGGER") sink.change("alter", "trigger", name, "off");
  }
};

/** ALTER TABLE t DROP [COLUMN] c: constraints, defaults, indexes and keys hold no data. */
function dropPart(
  statement: Statement,
  at: number,
  table: string,
  tags: readonly string[],
  sink: Parameters<StatementReader>[1],
) {
  const word = wordAt(statement, at + 1);
  if (
    /^(?:CONSTRAINT|INDEX|KEY|PRIMARY|FOREIGN|CHECK|DEFAULT|NOT|EXPRESSION|IDENTITY|UNIQUE|PROJECTION|STATISTICS|SYSTEM|PERIOD)$/.test(
      word,
    )
  )
    return;
  // `ALTER COLUMN c DROP DEFAULT` was left above; `ALTER COLUMN c DROP NOT NULL` too.
  const columns = word === "COLUMN" || word === "COLUMNS";
  let from = at + (columns || word === "PARTITION" ? 2 : 1);
  while (/^(?:IF|EXISTS)$/.test(wordAt(statement, from)) || isSymbol(statement[from], "(")) from += 1;
  const { name } = nameAt(statement, from);
  if (name !== "" || word === "PARTITION")
    sink.change("drop", word === "PARTITION" ? "partition" : "column", `${table}.${name}`, ...tags);
}

/** ClickHouse mutations: ALTER TABLE t DELETE WHERE … */
function clickhouseDelete(statement: Statement, at: number, name: string, sink: Parameters<StatementReader>[1]) {
  if (wordAt(statement, at + 1) === "WHERE")
    sink.statement([...statement.slice(at, at + 1), ...statement.slice(2, 3), ...statement.slice(at + 1)]);
  else sink.change("delete-all", "table", name);
}

const POWERS = /^(?:SUPERUSER|CREATEROLE|BYPASSRLS|REPLICATION)$/;

function alterUser(statement: Statement, next: number, name: string, sink: Parameters<StatementReader>[1]): void {
  const power = statement.slice(next).find((token) => token.kind === "word" && POWERS.test(token.value));
  if (power !== undefined) sink.change("grant", power.value.toLowerCase(), name);
  if (find(statement, ["PASSWORD", "IDENTIFIED"], next) >= 0) sink.change("alter", "password", name);
}

function alterServerRole(statement: Statement, sink: Parameters<StatementReader>[1]): void {
  if (wordAt(statement, 2) === "ROLE" && find(statement, ["ADD"]) > 0)
    sink.change("grant", "superuser", textAfter(statement, 3));
  else if (wordAt(statement, 2) === "CONFIGURATION") sink.change("config", "setting", textAfter(statement, 3));
}

export const grant: StatementReader = (statement, sink) => {
  const to = find(statement, ["TO"], 1);
  if (to < 0) return;
  const on = find(statement, ["ON"], 1);
  const what = statement.slice(1, on > 0 && on < to ? on : to).map((token) => token.value.toUpperCase());
  const where = on > 0 && on < to ? statement.slice(on + 1, to) : [];
  const name = nameAt(statement, to + 1).name;
  const place = where.map((token) => token.text).join("");
  const all = what[0] === "ALL";
  const wide =
    /^\*\.\*$|^\*$/.test(place) ||
    /^(?:ALL|DATABASE|SCHEMA|SERVER|ACCOUNT)$/.test(valueAt(where, 0)) ||
    /\.\*$/.test(place) ||
    where.length === 0;
  const option = find(statement, ["OPTION"], to) > 0;
  const tags = option ? ["grant-option"] : [];
  if (
    what.some((word) =>
      /^(?:SUPER|SUPERUSER|RDS_SUPERUSER|CLOUDSQLSUPERUSER|DBA|SYSDBA|SYSADMIN|ACCOUNTADMIN|PG_EXECUTE_SERVER_PROGRAM|PG_WRITE_SERVER_FILES|PG_READ_SERVER_FILES|FILE|CONTROL)$/.test(
        word,
      ),
    )
  )
    sink.change("grant", "superuser", name, ...tags);
  else if (/^PUBLIC$/i.test(name) && !/^(?:USAGE|CONNECT|EXECUTE)$/.test(what[0] ?? ""))
    sink.change("grant", "public", name, ...tags);
  else if (all && wide) sink.change("grant", "all", name, ...tags);
  else sink.change("grant", all ? "all-of-one" : "privilege", name, ...tags);
};

export const create: StatementReader = (statement, sink) => {
  const words = statement.slice(1, 8).map((token) => (token.kind === "word" ? token.value : ""));
  const found = objectAt(statement, 1);
  if (found === undefined) return;
  const { name } = nameAt(statement, found.next);
  switch (found.object) {
    case "table":
    case "view":
      if (!words.includes("REPLACE") && !words.includes("EXISTS")) sink.created(name);
      break;
    case "user": {
      sink.change("create-user", "user", name);
      alterPowers(statement, name, sink);
      break;
    }
    case "function": {
      const language = statement[find(statement, ["LANGUAGE"]) + 1];
      const untrusted = /^(?:plpython[23]?u|plperlu|pltclu|plsh|c|internal|plr|java|external)$/i;
      if (
        find(statement, ["LANGUAGE"]) > 0 &&
        language !== undefined &&
        untrusted.test(language.text.replaceAll("'", ""))
      )
        sink.change("load-code", "function", name);
      else if (find(statement, ["SONAME"]) > 0) sink.change("load-code", "library", name);
      break;
    }
    case "extension":
      if (/^(?:pl(?:python[23]?|perl|tcl)u|plsh|adminpack|file_fdw)$/i.test(name))
        sink.change("load-code", "extension", name);
      break;
    case "trigger":
    case "event":
      break;
  }
};

function alterPowers(statement: Statement, name: string, sink: Parameters<StatementReader>[1]): void {
  const power = statement.slice(2).find((token) => token.kind === "word" && POWERS.test(token.value));
  if (power !== undefined) sink.change("grant", power.value.toLowerCase(), name);
}

function textAfter(statement: Statement, at: number): string {
  return statement
    .slice(at, at + 8)
    .map((token) => token.text)
    .join(" ");
}
