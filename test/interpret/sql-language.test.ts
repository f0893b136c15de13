import { describe, expect, test } from "vitest";
import { interpret } from "../../src/interpret/interpret.ts";
import { memoryWorld } from "../../src/interpret/memory-world.ts";
import type { DatabaseEffect } from "../../src/model/effect.ts";
import { callOf, effectsOf, ofKind } from "./effects.ts";

const CLIENTS = { postgres: "psql app", mysql: "mysql app", sqlite: "sqlite3 app.db", mssql: "sqlcmd -S db", oracle: "sqlplus -S u@db", duckdb: "duckdb a.duckdb", clickhouse: "clickhouse-client", snowflake: "snowsql", sql: "usql app" } as const; // biome-ignore format: one table

/** What statements do to the database, one line per change. */
function changes(sql: string, dialect: keyof typeof CLIENTS): readonly string[] {
  const effects = effectsOf(`${CLIENTS[dialect]} <<'END_OF_SQL'\n${sql}\nEND_OF_SQL`);
  return ofKind(effects, "database").map(({ action, object, name, tags }: DatabaseEffect) =>
    [action, object, name, ...tags].join(" ").trim(),
  );
}

const rows: readonly (readonly [dialect: keyof typeof CLIENTS, sql: string, ...changes: readonly string[]])[] = [
  ["postgres", "DELETE FROM a WHERE 1 = 1; DELETE FROM a WHERE 1 <> 1; DELETE FROM a WHERE 1 != 2; DELETE FROM a WHERE 2 > 1; DELETE FROM a WHERE 1 < 2", "delete-all table a tautology", "delete table a", "delete-all table a tautology", "delete-all table a tautology", "delete-all table a tautology"],
  ["postgres", "DELETE FROM a WHERE 2 >= 2; DELETE FROM a WHERE 1 <= 2; DELETE FROM a WHERE 'a' = 'a'; DELETE FROM a WHERE 'a' LIKE 'b'; DELETE FROM a WHERE TRUE; DELETE FROM a WHERE FALSE", "delete-all table a tautology", "delete-all table a tautology", "delete-all table a tautology", "delete table a", "delete-all table a tautology", "delete table a"],
  ["postgres", "DELETE FROM a WHERE ((id = id)); DELETE FROM a WHERE id = $1; DELETE FROM a WHERE ? = ?; DELETE FROM a WHERE id BETWEEN 1 AND 2; DELETE FROM a WHERE id = 1 OR 1 = 1; DELETE FROM a WHERE id = 1 AND 1 = 1; DELETE FROM a WHERE NOT FALSE", "delete-all table a tautology", "delete table a", "delete table a", "delete table a", "delete-all table a tautology", "delete table a", "delete-all table a tautology"],
  ["mysql", "DELETE FROM a WHERE 1 <=> 1; DELETE FROM a WHERE 1 == 1; DELETE FROM a WHERE 1; DELETE FROM a WHERE 0; DELETE FROM a WHERE id IS NOT NULL", "delete-all table a tautology", "delete-all table a tautology", "delete-all table a tautology", "delete table a", "delete-all table a tautology"],
  ["mysql", "RESET MASTER; RESET BINARY LOGS; RESET SLAVE; RESET REPLICA ALL; PURGE BINARY LOGS TO 'x'; PURGE MASTER LOGS BEFORE NOW(); RESET QUERY CACHE", "purge-log binary-log", "purge-log binary-log", "config replication", "config replication", "purge-log binary-log", "purge-log binary-log"],
  ["oracle", "PURGE RECYCLEBIN; PURGE TABLE a; PURGE DBA_RECYCLEBIN", "drop recycle-bin", "drop recycle-bin a", "drop recycle-bin"],
  ["mssql", "RESTORE DATABASE a FROM DISK = 'b' WITH REPLACE\nGO\nRESTORE DATABASE c FROM DISK = 'd'\nGO\nDISABLE TRIGGER ALL ON t\nGO\nBACKUP DATABASE e TO DISK = 'f'", "restore database a", "alter trigger t off", "dump database e"],
  ["mssql", "IF EXISTS (SELECT 1 FROM a) DROP TABLE b\nGO\nIF NOT EXISTS (SELECT 1) BEGIN DELETE FROM c END\nGO\nIF @x = 1 SELECT 1\nGO\nWHILE (1 = 1) UPDATE d SET e = 1", "drop table b", "delete-all table c", "update-all table d"],
  ["postgres", "GRANT ALL ON DATABASE a TO b; GRANT SELECT ON c TO PUBLIC; GRANT USAGE ON SCHEMA d TO PUBLIC; GRANT ALL ON e TO f; GRANT SELECT ON g TO h WITH GRANT OPTION; GRANT pg_write_server_files TO i", "grant all b", "grant public PUBLIC", "grant privilege PUBLIC", "grant all-of-one f", "grant privilege h grant-option", "grant superuser i"],
  ["postgres", "CREATE FUNCTION f() RETURNS int AS 'x' LANGUAGE plpython3u; CREATE FUNCTION g() RETURNS int AS 'x' LANGUAGE sql; CREATE EXTENSION plpythonu; CREATE EXTENSION pgcrypto; CREATE ROLE a CREATEROLE; CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f(); CREATE INDEX i ON a (b); CREATE CAST (a AS b) WITHOUT FUNCTION", "load-code function f", "load-code extension plpythonu", "create-user user a", "grant createrole a"],
  ["mysql", "CREATE FUNCTION f RETURNS STRING SONAME 'x.so'; CREATE TABLE a (b int); DROP TABLE a; CREATE OR REPLACE VIEW v AS SELECT 1; CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM x", "load-code library f", "drop table a temporary"],
  ["postgres", "SELECT pg_read_file('/etc/passwd'); SELECT lo_export(1, '/tmp/a'); SELECT pg_ls_dir('/'); SELECT dblink('host=x', 'SELECT 1'); SELECT dblink_exec('DROP TABLE a'); SELECT pg_terminate_backend(1)", "read-file file /etc/passwd", "write-file file /tmp/a", "read-file file /", "connect server host=x", "connect server", "drop table a", "kill session"],
  ["mysql", "SELECT 1 INTO OUTFILE '/tmp/a'; SELECT load_file('/etc/passwd'); SELECT sys_exec('rm a'); SELECT x FROM mysql.user; SELECT a INTO DUMPFILE '/b'", "write-file file /tmp/a", "read-file file /etc/passwd", "execute-os program rm a", "read-hashes table mysql.user", "write-file file /b"],
  ["mssql", "EXEC xp_cmdshell 'dir'\nGO\nEXEC sp_configure 'x', 1\nGO\nEXEC sp_addsrvrolemember 'a', 'sysadmin'\nGO\nEXEC sp_executesql N'DROP TABLE a'\nGO\nEXEC xp_regwrite 'HKLM', 'b'\nGO\nSELECT * FROM OPENROWSET('x', 'y', 'z')", "execute-os program dir", "config setting x", "grant superuser a", "drop table a", "config registry HKLM", "connect server x"],
  ["oracle", "SELECT UTL_HTTP.REQUEST('http://x.test') FROM dual; BEGIN UTL_FILE.FOPEN('a', 'b'); END; SELECT name FROM sys.user$; BEGIN DBMS_SCHEDULER.CREATE_JOB('j'); END", "connect function UTL_HTTP", "write-file function UTL_FILE", "read-hashes table sys.user$", "execute-os function DBMS_SCHEDULER"],
  ["sqlite", "SELECT load_extension('x'); SELECT readfile('a'); SELECT writefile('b', 'c'); ATTACH 'd.db' AS e; VACUUM; DROP TABLE f", "load-code library x", "drop table f"],
  ["postgres", "SELECT rolname FROM pg_authid; COPY a FROM PROGRAM 'id'; COPY a TO '/tmp/b'; ALTER SYSTEM SET x = 'y'; SET x = 1; SHOW x; EXPLAIN DELETE FROM a; COMMENT ON TABLE a IS 'b'", "read-hashes table pg_authid", "execute-os program id", "write-file file /tmp/b", "config setting SET x = 'y'"],
  ["postgres", "BEGIN; DROP TABLE a; ROLLBACK; BEGIN; DROP TABLE b; COMMIT; DO $$ BEGIN DELETE FROM c; END $$; WITH x AS (DELETE FROM d RETURNING *) SELECT 1; MERGE INTO e USING f ON g WHEN MATCHED THEN DELETE", "drop table a rolled-back", "drop table b", "delete-all table c", "delete-all table d", "delete table e"],
  ["postgres", "DELETE FROM a WHERE NOT (1 = 2); DELETE FROM a WHERE NOT (1 = 1); DELETE FROM a WHERE NOT (id = 2); DELETE FROM a WHERE NOT (1 = id); DELETE FROM a WHERE NOT (1 > 2); DELETE FROM a WHERE NOT 'x'; DELETE FROM a WHERE NOT 0; DELETE FROM a WHERE NOT NULL; DELETE FROM a WHERE NOT (1 = 2 OR 1)", "delete-all table a tautology", "delete table a", "delete table a", "delete table a", "delete table a", "delete table a", "delete-all table a tautology", "delete table a", "delete table a"],
  ["postgres", "DELETE FROM a WHERE 'true'; DELETE FROM a WHERE 'f'; DELETE FROM a WHERE \"col\"; DELETE FROM a WHERE (); DELETE FROM a WHERE; DELETE FROM a WHERE 3 >= 2; DELETE FROM a WHERE 2 <= 1; DELETE FROM a WHERE 'b' > 'a'; DELETE FROM a WHERE 'a' = 'b'; DELETE FROM a WHERE 1 IS NOT NULL", "delete-all table a tautology", "delete table a", "delete table a", "delete table a", "delete table a", "delete-all table a tautology", "delete table a", "delete-all table a tautology", "delete table a", "delete-all table a tautology"],
  ["postgres", "DROP TABLE a,; DROP TABLE; TRUNCATE TABLE; TRUNCATE TABLE pg_temp.b; ALTER TABLE pg_temp.c DROP COLUMN d; ALTER FOREIGN TABLE e DROP COLUMN f; ALTER EXTERNAL TABLE g DROP COLUMN h; ALTER VIEW i RENAME TO j; ALTER TABLE k DROP", "drop table a", "drop table", "truncate table pg_temp.b temporary", "drop column pg_temp.c.d temporary", "drop column e.f", "drop column g.h"],
  ["clickhouse", "ALTER TABLE a DELETE; ALTER TABLE b DELETE IN PARTITION c WHERE 1; ALTER TABLE d DELETE WHERE e = 1", "delete-all table a", "delete-all table b", "delete table d"],
  ["mssql", "ALTER SERVER CONFIGURATION SET PROCESS AFFINITY CPU = 0\nGO\nALTER SERVER ROLE sysadmin ADD MEMBER a\nGO\nALTER SERVER AUDIT x WITH (STATE = OFF)", "config setting SET PROCESS AFFINITY CPU = 0", "grant superuser sysadmin ADD MEMBER a"],
  ["postgres", "GRANT SELECT; GRANT TO PUBLIC; GRANT EXECUTE ON FUNCTION f TO PUBLIC", "grant public PUBLIC", "grant privilege PUBLIC"],
  ["postgres", "SELECT dblink_exec(q); SELECT dblink_exec('host=x', 'DROP TABLE a'); SELECT set_config('session_replication_role', 'replica', false); SELECT set_config('a', 'b', false); SELECT drop_chunks('t')", "connect server", "connect server host=x", "drop table a", "config setting session_replication_role", "drop partition t"],
  ["mssql", "EXEC sp_oacreate 'wscript.shell'\nGO\nEXEC xp_cmdshell\nGO\nDELETE FROM #t\nGO\nUPDATE #t SET a = 1\nGO\nSET @x\nGO\nDISABLE x", "execute-os program wscript.shell", "execute-os program", "delete-all table #t temporary", "update-all table #t temporary"],
  ["postgres", "MERGE INTO a USING b ON 1 = 1 WHEN MATCHED THEN DELETE; MERGE a USING b ON a.x = b.x WHEN MATCHED THEN UPDATE SET x = 1; MERGE INTO a USING b ON true WHEN MATCHED THEN UPDATE SET x = 1; MERGE INTO a USING b ON 1 = 1", "delete-all table a", "update table a", "update-all table a", "update-all table a"],
  ["postgres", "EXPLAIN ANALYZE; EXPLAIN (ANALYZE) VALUES (1); EXPLAIN ANALYZE FALSE DELETE FROM a; PREPARE p; PREPARE p AS; PREPARE p FROM x; PREPARE p AS DELETE FROM a WHERE b = 1", "delete table a"],
  ["mysql", "PREPARE p FROM @unset; SELECT a INTO OUTFILE; SELECT outfile FROM t; KILL 5; LOAD INDEX INTO CACHE t; LOAD DATA INFILE '/a' INTO TABLE t", "kill session 5", "read-file file /a"],
  ["postgres", "COPY; COPY a TO STDOUT; COPY a FROM 's3://b'; COPY a TO; COPY a FROM '/tmp/b'; COPY a FROM \"b\"", "read-file file /tmp/b"],
  ["postgres", "LOAD 'x.so'; DO LANGUAGE plpythonu $$ x $$; DO 'DELETE FROM a'; DO $$ DELETE FROM b $$ LANGUAGE plpgsql; DO x", "load-code library x.so", "load-code function DO", "delete-all table a", "delete-all table b"],
  ["sql", "INSERT OVERWRITE TABLE a SELECT 1; INSERT OVERWRITE b SELECT 1; INSERT INTO c VALUES (1)", "truncate table a replaced", "truncate table b replaced"],
  ["oracle", "PURGE x; PURGE; SELECT a FROM t WHERE b = q'!it's; DROP TABLE c!'; SELECT q'[x; DROP TABLE d]' FROM dual; DROP TABLE e\n/\nDROP TABLE f\n/\nSELECT 1\n/ 2 FROM dual", "drop table e", "drop table f"],
  ["mysql", "CREATE PROCEDURE p() BEGIN SELECT CASE WHEN a THEN 1 ELSE 2 END; DELETE FROM t; END; DROP TABLE u", "drop table u"],
  ["mysql", "CREATE PROCEDURE p() BEGIN CASE a WHEN 1 THEN DELETE FROM t; END CASE; DELETE FROM s; END; DROP TABLE u", "drop table u"],
  ["mysql", "WHILE x DO DELETE FROM t; END WHILE; FOR i IN a DO DELETE FROM s; END FOR; SELECT 1 DO DELETE FROM u; /*M!100 DROP TABLE b */", "delete-all table t", "delete-all table s", "drop table b"],
  ["mssql", "SELECT a AS delete FROM t\nGO\nSELECT 1 EXEC('DROP TABLE t')\nGO\nSELECT a DELETE FROM u", "drop table t", "delete-all table u"],
  ["sql", "# DROP TABLE a\nSELECT 1 # DROP TABLE b\nDROP TABLE #c; SELECT 2 DELETE FROM u; SELECT 1 #", "drop table #c temporary", "delete-all table u"],
  ["postgres", "SELECT 1 \\gexec\nSELECT 'DROP TABLE x' \\gexec", "drop table x\uFFFC"],
  ["sqlite", ".restore 'a b.db'\n.restore main c.db\n.load ./x.so", "restore database a b.db", "restore database c.db", "load-code library ./x.so"],
]; // biome-ignore format: one table

describe("what SQL does to a database", () => {
  test.each(rows.map(([dialect, sql, ...lines]) => ({ dialect, sql, lines })))(
    "$dialect: $sql",
    ({ dialect, sql, lines }) => {
      expect(changes(sql, dialect)).toEqual(lines);
    },
  );
});

/** What the client itself does on this machine. */
const local: readonly (readonly [dialect: keyof typeof CLIENTS, sql: string, ...lines: readonly string[]])[] = [
  ["sqlite", ".read |id\n.read x.sql", "read app.db", "run id", "script x.sql"],
  ["sqlite", ".import --csv a.csv t\n.open b.db\n.output \"c d.txt\"\n.backup e.db\n.output off", "read app.db", "read a.csv", "read b.db", "write c d.txt", "write e.db"],
  ["sqlite", "ATTACH ':memory:' AS a; ATTACH x AS y; VACUUM INTO 'b.db'; VACUUM INTO; VACUUM INTO ''; ATTACH 'c.db' AS z", "read app.db", "write b.db", "write c.db"],
  ["duckdb", "COPY a FROM 'x.csv'; COPY a TO 'y.csv'; COPY a TO 's3://z'", "read a.duckdb", "read x.csv", "write y.csv"],
  ["clickhouse", "ATTACH TABLE a FROM 'x'"],
  ["postgres", "\\copy t from stdin\n\\copy t to 'out.csv' csv\n\\copy t from in.csv\n\\o x.txt", "write out.csv", "read in.csv", "write x.txt"],
  ["mysql", "LOAD DATA LOCAL INFILE 'b' INTO TABLE t;\nsource c.sql", "read b", "script c.sql"],
  ["mssql", "SELECT 1\n!!id\n:r x.sql\n:setvar a b", "run id", "script x.sql"],
  ["snowflake", "SELECT 1;\n!source x.sql\n!system id", "script x.sql", "run id"],
  ["oracle", "@x.sql\nSELECT 1;\n@@y.sql\nhost id\n!id", "script x.sql", "script y.sql", "run id"],
]; // biome-ignore format: one table
test.each(local.map(([dialect, sql, ...lines]) => ({ dialect, sql, lines })))(
  "what the client does here, $dialect: $sql",
  ({ dialect, sql, lines }) => {
    const effects = effectsOf(`${CLIENTS[dialect]} <<'END_OF_SQL'\n${sql}\nEND_OF_SQL`);
    const shown = effects.flatMap((effect) => {
      if (effect.kind === "read" || effect.kind === "write") return [`${effect.kind} ${effect.target.raw}`];
      if (effect.kind === "execute" && effect.program === "id") return ["run id"];
      return effect.kind === "run-code" && effect.source === "file" ? [`script ${effect.target?.raw}`] : [];
    });
    expect([...new Set(shown)]).toEqual(lines);
  },
);

test.each([
  ["\\c prod_db\nDROP TABLE a", true],
  ["\\c dev_db\nDROP TABLE a", false],
])("the database that the client turns to says whether it is production: %j", (sql, production) => {
  expect(ofKind(effectsOf(`psql app <<'X'\n${sql}\nX`), "database")).toMatchObject([{ action: "drop", production }]);
});

test.each([
  [`SELECT ${"a ".repeat(60_100)}`, "limit-nodes"],
  [`SELECT 1;${"a;".repeat(29_990)}`, "limit-nodes"],
  [[..."abcdefgh"].reduce((sql, tag) => `DO $${tag}$ ${sql} $${tag}$`, "DELETE FROM t"), "limit-nesting"],
])("long SQL is cut, and says so: %#", (sql, reason) => {
  const { effects } = interpret(
    callOf({ kind: "mcp", server: "postgres", tool: "query", args: { sql, query: sql } }),
    memoryWorld(),
  );
  expect(ofKind(effects, "unknown").map((effect) => effect.reason)).toContain(reason);
});
