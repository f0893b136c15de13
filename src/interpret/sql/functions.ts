import type { Sink } from "./sink.ts";
import { closing, isSymbol, nameAt, type Statement, wordAt } from "./statements.ts";

// Functions and procedures that reach out of the database, wherever in a statement they are called.

const READS = /^(?:LOAD_FILE|PG_READ_FILE|PG_READ_BINARY_FILE|PG_LS_DIR|PG_STAT_FILE|LO_IMPORT|READFILE|XP_DIRTREE|XP_FILEEXIST|XP_SUBDIRS|XP_READERRORLOG)$/; // biome-ignore format: one pattern
const WRITES = /^(?:LO_EXPORT|WRITEFILE|PG_FILE_WRITE|PG_FILE_UNLINK|PG_FILE_RENAME)$/;
const RUNS = /^(?:SYS_EXEC|SYS_EVAL|SYS_BINEVAL|XP_CMDSHELL|SP_OACREATE|SP_OAMETHOD|SP_EXECUTE_EXTERNAL_SCRIPT|OS_COMMAND|JAVA_EXEC)$/; // biome-ignore format: one pattern
const CONNECTS = /^(?:DBLINK|DBLINK_CONNECT|DBLINK_CONNECT_U|DBLINK_SEND_QUERY|OPENROWSET|OPENDATASOURCE|SP_ADDLINKEDSERVER|HTTPURITYPE)$/; // biome-ignore format: one pattern
const REGISTRY = /^XP_(?:REGWRITE|REGDELETEKEY|REGDELETEVALUE|INSTANCE_REGWRITE|SERVICECONTROL)$/;
const LIBRARIES = /^LOAD_EXTENSION$/;
/** Packages of Oracle's that open sockets and files, and run programs. */
const PACKAGES: ReadonlyMap<string, string> = new Map(Object.entries({ UTL_HTTP: "connect", UTL_TCP: "connect", UTL_SMTP: "connect", UTL_INADDR: "connect", UTL_FILE: "write-file", DBMS_SCHEDULER: "execute-os", DBMS_XSLPROCESSOR: "write-file", DBMS_ADVISOR: "write-file", DBMS_LDAP: "connect" })); // biome-ignore format: one table

/** Password hashes of the server's own users. */
const HASHES = /^(?:pg_shadow|pg_authid|pg_catalog\.pg_(?:shadow|authid)|mysql\.user|mysql\.global_priv|sys\.sql_logins|master\.(?:sys|dbo)\.(?:sql_logins|syslogins)|sys\.user\$|dba_users|sysusers)$/i; // biome-ignore format: one pattern

export function readCalls(statement: Statement, sink: Sink): void {
  for (let i = 0; i < statement.length; i++) {
    const token = statement[i];
    if (token?.kind !== "word") continue;
    const word = token.value;
    const called = isSymbol(statement[i + 1], "(");
    const previous = wordAt(statement, i - 1);
    // T-SQL calls procedures without parentheses: EXEC master..xp_cmdshell 'dir'
    if (called || /^(?:XP|SP)_/.test(word)) call(word, statement, i, sink);
    const reaches = PACKAGES.get(word);
    if (reaches !== undefined && isSymbol(statement[i + 1], ".")) sink.change(reaches, "function", token.text);
    if (word === "OUTFILE" || word === "DUMPFILE") {
      const path = statement[i + 1];
      if (previous === "INTO" && path !== undefined) sink.change("write-file", "file", path.value);
    }
    if (
      (previous === "FROM" || previous === "JOIN" || previous === "INTO") &&
      /^(?:PG_|MYSQL|SYS|MASTER|DBA_)/.test(word)
    ) {
      const { name } = nameAt(statement, i);
      if (HASHES.test(name)) sink.change("read-hashes", "table", name);
    }
  }
}

function call(word: string, statement: Statement, at: number, sink: Sink): void {
  const argument = firstText(statement, at + 1);
  if (READS.test(word)) {
    // sqlite's command line has no server: the file is here.
    if (word === "READFILE") sink.file("read", argument);
    else sink.change("read-file", "file", argument);
  } else if (WRITES.test(word)) {
    if (word === "WRITEFILE") sink.file("write", argument);
    else sink.change("write-file", "file", argument);
  } else if (RUNS.test(word)) {
    sink.change("execute-os", "program", argument);
    if (/^(?:SYS_EXEC|SYS_EVAL|XP_CMDSHELL)$/.test(word)) sink.shell(argument);
  } else if (CONNECTS.test(word)) sink.change("connect", "server", argument);
  else if (REGISTRY.test(word)) sink.change("config", "registry", argument);
  else if (LIBRARIES.test(word)) sink.change("load-code", "library", argument);
  else if (word === "SP_CONFIGURE") sink.change("config", "setting", argument);
  else if (word === "SP_ADDSRVROLEMEMBER" || word === "SP_ADDROLEMEMBER") sink.change("grant", "superuser", argument);
  else if (word === "SP_EXECUTESQL") sink.sql(argument);
  else if (word === "DBLINK_EXEC") {
    // dblink_exec([connection,] sql)
    const texts = statement.slice(at + 2, closing(statement, at + 1)).filter((token) => token.kind === "string");
    sink.change("connect", "server", texts.length > 1 ? argument : "");
    sink.sql(texts.at(-1)?.value ?? "");
  } else if (word === "PG_TERMINATE_BACKEND") sink.change("kill", "session", argument);
  else if (word === "DROP_CHUNKS") sink.change("drop", "partition", argument);
  else if (word === "SET_CONFIG" && argument === "session_replication_role") sink.change("config", "setting", argument);
}

/** The first constant among a call's arguments. */
function firstText(statement: Statement, from: number): string {
  for (let i = from; i < statement.length && i < from + 12; i++) {
    const token = statement[i];
    if (token?.kind === "string" || token?.kind === "body") return token.value;
    if (isSymbol(token, ")")) break;
  }
  return "";
}
