import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interpret } from "../../src/interpret/interpret.ts";
import { memoryWorld } from "../../src/interpret/memory-world.ts";
import type { DatabaseEffect } from "../../src/model/effect.ts";
import { callOf, effectsOf, ofKind } from "./effects.ts";

/** A client for each dialect; the SQL comes in on its standard input. */
const CLIENTS = { postgres: "psql app", mysql: "mysql app", sqlite: "sqlite3 app.db", mssql: "sqlcmd -S db", oracle: "sqlplus -S u@db", duckdb: "duckdb a.duckdb", clickhouse: "clickhouse-client", sql: "usql app" } as const; // biome-ignore format: one table
type Dialect = keyof typeof CLIENTS;

function run(sql: string, dialect: Dialect = "postgres") {
  return effectsOf(`${CLIENTS[dialect]} <<'END_OF_SQL'\n${sql}\nEND_OF_SQL`);
}

function changes(sql: string, dialect: Dialect = "postgres"): readonly DatabaseEffect[] {
  return ofKind(run(sql, dialect), "database");
}

const short = ({ action, object, name, tags }: DatabaseEffect) => [action, object, name, ...tags].join(" ");

describe("what statements do", () => {
  const cases: readonly (readonly [sql: string, expected: readonly string[], dialect?: Dialect])[] = [
    ["DROP TABLE users", ["drop table users"]],
    ["drop table if exists public.\"Users\", b cascade", ["drop table public.Users cascade if-exists", "drop table b cascade if-exists"]],
    ["DROP DATABASE shop", ["drop database shop"]],
    ["DROP SCHEMA IF EXISTS s", ["drop schema s if-exists"]],
    ["DROP MATERIALIZED VIEW v", ["drop view v"]],
    ["DROP INDEX CONCURRENTLY i", ["drop index i"]],
    ["DROP USER app", ["drop user app"]],
    ["DROP TABLE [dbo].[Order Details]", ["drop table dbo.Order Details"], "mssql"],
    ["DROP TABLE `a b`", ["drop table a b"], "mysql"],
    ["DROP TABLE #scratch", ["drop table #scratch temporary"], "mssql"],
    ["DROP TEMPORARY TABLE t", ["drop table t temporary"], "mysql"],
    ["CREATE TABLE t (a int); DROP TABLE t", ["drop table t temporary"]],
    ["CREATE TABLE IF NOT EXISTS t (a int); DROP TABLE t", ["drop table t"]],
    ["TRUNCATE a, ONLY b", ["truncate table a", "truncate table b"]],
    ["TRUNCATE TABLE a RESTART IDENTITY CASCADE", ["truncate table a cascade"]],
    ["DELETE FROM users", ["delete-all table users"]],
    ["DELETE FROM users WHERE id = 1", ["delete table users"]],
    ["DELETE FROM users LIMIT 5", ["delete table users"], "mysql"],
    ["DELETE TOP (5) FROM users", ["delete table users"], "mssql"],
    ["DELETE u FROM users u JOIN gone g ON g.id = u.id", ["delete table u"], "mysql"],
    ["DELETE a, b FROM a INNER JOIN b", ["delete-all table a"], "mysql"],
    ["DELETE FROM a USING b", ["delete-all table a"]],
    ["UPDATE users SET a = 1", ["update-all table users"]],
    ["UPDATE users SET a = (SELECT 1 WHERE false)", ["update-all table users"]],
    ["UPDATE users SET a = 1 WHERE id = 2", ["update table users"]],
    ["UPDATE a JOIN b ON a.id = b.id SET a.x = 1", ["update table a"], "mysql"],
    ["UPDATE STATISTICS t", [], "mssql"],
    ["ALTER TABLE t DROP COLUMN a, DROP b", ["drop column t.a", "drop column t.b"]],
    ["ALTER TABLE t DROP CONSTRAINT c", []],
    ["ALTER TABLE t ALTER COLUMN c DROP NOT NULL", []],
    ["ALTER TABLE t DROP PARTITION p", ["drop partition t.p"], "mysql"],
    ["ALTER TABLE t DELETE WHERE 1", ["delete-all table t tautology"], "clickhouse"],
    ["ALTER TABLE t DISABLE ROW LEVEL SECURITY", ["alter row-security t off"]],
    ["ALTER USER app SUPERUSER", ["grant superuser app"]],
    ["ALTER USER app NOSUPERUSER", []],
    ["CREATE ROLE app SUPERUSER", ["create-user user app", "grant superuser app"]],
    ["GRANT ALL ON *.* TO 'x'@'%'", ["grant all x"], "mysql"],
    ["GRANT SELECT ON t TO PUBLIC", ["grant public PUBLIC"]],
    ["GRANT SELECT ON t TO app", ["grant privilege app"]],
    ["GRANT DROP ON shop.* TO app", ["grant privilege app"], "mysql"],
    ["GRANT ALL ON t TO app WITH GRANT OPTION", ["grant all-of-one app grant-option"]],
    ["MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE", ["delete table t"], "mssql"],
    ["WITH gone AS (DELETE FROM a RETURNING *), kept AS (SELECT 1) UPDATE b SET x = 1", ["delete-all table a", "update-all table b"]],
    ["EXPLAIN DELETE FROM a", []],
    ["EXPLAIN ANALYZE DELETE FROM a", ["delete-all table a"]],
    ["EXPLAIN (ANALYZE false) DELETE FROM a", []],
    ["EXPLAIN (ANALYZE, VERBOSE) WITH x AS (DELETE FROM a) SELECT 1", ["delete-all table a"]],
    ["PREPARE p AS DELETE FROM a", ["delete-all table a"]],
    ["SET @q = 'DROP TABLE t'; PREPARE p FROM @q; EXECUTE p", ["drop table t"], "mysql"],
    ["EXEC('DROP TABLE t')", ["drop table t"], "mssql"],
    ["DECLARE @q nvarchar(99) = N'DROP ' + N'TABLE t'; EXEC(@q)", ["drop table t"], "mssql"],
    ["EXEC sp_executesql N'DELETE FROM t'", ["delete-all table t"], "mssql"],
    ["BEGIN EXECUTE IMMEDIATE 'DROP TABLE t'; END;\n/", ["drop table t"], "oracle"],
    ["DO $$ BEGIN EXECUTE $q$DROP TABLE t$q$; END $$", ["drop table t"]],
    ["DO $$ BEGIN IF true THEN DELETE FROM t; END IF; END $$", ["delete-all table t"]],
    ["IF EXISTS (SELECT 1 FROM sys.tables) DROP TABLE t", ["drop table t"], "mssql"],
    ["SELECT 1\nDROP TABLE t", ["drop table t"], "mssql"],
    ["SELECT 1\nGO\nDROP TABLE t\nGO", ["drop table t"], "mssql"],
    ["COPY t FROM PROGRAM 'id'", ["execute-os program id"]],
    ["COPY t TO '/tmp/x'", ["write-file file /tmp/x"]],
    ["COPY t TO STDOUT", []],
    ["SELECT 1 INTO OUTFILE '/tmp/x'", ["write-file file /tmp/x"], "mysql"],
    ["SELECT LOAD_FILE('/etc/passwd')", ["read-file file /etc/passwd"], "mysql"],
    ["LOAD DATA INFILE '/etc/passwd' INTO TABLE t", ["read-file file /etc/passwd"], "mysql"],
    ["SELECT pg_read_file('/etc/passwd')", ["read-file file /etc/passwd"]],
    ["EXEC master..xp_cmdshell 'dir'", ["execute-os program dir"], "mssql"],
    ["EXEC sp_configure 'xp_cmdshell', 1", ["config setting xp_cmdshell"], "mssql"],
    ["SELECT UTL_HTTP.REQUEST('http://x') FROM dual", ["connect function UTL_HTTP"], "oracle"],
    ["SELECT * FROM dblink('host=x', 'SELECT 1') t(a int)", ["connect server host=x"]],
    ["CREATE FUNCTION f() RETURNS int AS 'x' LANGUAGE plpythonu", ["load-code function f"]],
    ["CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql", []],
    ["SELECT load_extension('x.so')", ["load-code library x.so"], "sqlite"],
    ["ATTACH DATABASE '/srv/www/x.php' AS x", ["write-file file /srv/www/x.php"], "sqlite"],
    ["ATTACH 'other.db' AS o", [], "sqlite"],
    ["PRAGMA writable_schema = ON", ["config schema writable_schema"], "sqlite"],
    ["PRAGMA foreign_keys = ON", [], "sqlite"],
    ["SHUTDOWN", ["shutdown server "], "mysql"],
    ["KILL 42", ["kill session 42"], "mysql"],
    ["FLUSH PRIVILEGES", [], "mysql"],
    ["FLUSH TABLES WITH READ LOCK", ["config lock tables"], "mysql"],
    ["SET GLOBAL general_log = 1", ["config setting general_log"], "mysql"],
    ["SET @@GLOBAL.local_infile = 1", ["config setting local_infile"], "mysql"],
    ["RESET MASTER", ["purge-log binary-log "], "mysql"],
    ["SELECT * FROM mysql.user", ["read-hashes table mysql.user"], "mysql"],
    ["DISABLE TRIGGER ALL ON DATABASE", ["alter trigger DATABASE off"], "mssql"],
    ["SELECT format('DROP TABLE %I', relname) FROM pg_class \\gexec", ["drop table \uFFFC"]],
  ]; // biome-ignore format: one table
  for (const [sql, expected, dialect] of cases)
    test(`${dialect ?? "postgres"}: ${sql}`, () => expect(changes(sql, dialect).map(short)).toEqual(expected));
});

describe("what is data, or not run now", () => {
  const cases: readonly (readonly [sql: string, dialect?: Dialect])[] = [
    ["SELECT 'DROP TABLE users'"],
    ["SELECT 'it''s; DROP TABLE users'"],
    ["SELECT E'it\\'s; DROP TABLE users'"],
    ["SELECT 'it\\'s; DROP TABLE users'", "mysql"],
    ["SELECT q'[it's; DROP TABLE users]' FROM dual", "oracle"],
    ["SELECT $$; DROP TABLE users;$$"],
    ["SELECT $a$ $$ ; DROP TABLE users; $a$"],
    ['SELECT "; DROP TABLE users" FROM t'],
    ["SELECT `; DROP TABLE users` FROM t", "mysql"],
    ["SELECT [; DROP TABLE users] FROM t", "mssql"],
    ["-- DROP TABLE users"],
    ["SELECT 1 -- ; DROP TABLE users"],
    ["# DROP TABLE users", "mysql"],
    ["/* ; DROP TABLE users */ SELECT 1"],
    ["/* a /* ; b */ DROP TABLE users */ SELECT 1"],
    ["/*! DROP TABLE users */", "sqlite"],
    ["CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM log; END", "sqlite"],
    ["CREATE PROCEDURE p() BEGIN IF 1 THEN DELETE FROM a; END IF; DELETE FROM b; END", "mysql"],
    ["CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM t; END $$"],
    ["CREATE TABLE a (b int REFERENCES c ON DELETE CASCADE ON UPDATE CASCADE)"],
    ["INSERT INTO t VALUES ('DELETE FROM x') ON CONFLICT DO UPDATE SET a = 1"],
    ["SELECT truncate(1.5, 1), drop_count FROM stats"],
  ];
  for (const [sql, dialect] of cases)
    test(`${dialect ?? "postgres"}: ${sql}`, () => expect(changes(sql, dialect).map(short)).toEqual([]));

  test("MySQL runs its executable comments", () => {
    expect(changes("/*!50001 DROP TABLE users */", "mysql").map(short)).toEqual(["drop table users"]);
    expect(changes("SELECT 1--1; DROP TABLE users", "mysql").map(short)).toEqual(["drop table users"]);
  });

  test("no text of a string literal is run", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80 }).filter((text) => !/[\\\n\r\uFFFC]|END_OF_SQL/.test(text)),
        (text) => {
          const quoted = text.replaceAll("'", "''");
          expect(changes(`SELECT '${quoted}; DROP TABLE users; --'`)).toEqual([]);
          expect(changes(`SELECT '${quoted}'; DROP TABLE users`).map(short)).toEqual(["drop table users"]);
        },
      ),
    );
  });
});

describe("conditions", () => {
  const always = ["1", "TRUE", "1=1", "2 > 1", "'a'='a'", "id = id", "(1=1)", "a = 2 OR 1=1", "NOT FALSE", "name LIKE '%'", "id > 0", "id >= 1", "id IS NOT NULL", "users.id <> 0", "EXISTS (SELECT 1)", "id IN (SELECT id FROM users)", "1=1 AND 'x'='x'"]; // biome-ignore format: one list
  const bounded = ["id = 1", "1=1 AND id = 5", "1=0", "a OR b", "name = 'x'", "id > 10", "age > 0", "name IS NOT NULL", "id BETWEEN 1 AND 9", "name LIKE 'a%'", "id = ?", "id = $1", "id IN (1,2)", "a = b", "NOT TRUE", "id IN (SELECT id FROM gone)", "EXISTS (SELECT 1 FROM g WHERE g.id = users.id)"]; // biome-ignore format: one list
  test.each(always)("always: %s", (where) => {
    expect(changes(`DELETE FROM users WHERE ${where}`).map(short)).toEqual(["delete-all table users tautology"]);
  });
  test.each(bounded)("bounded: %s", (where) => {
    expect(changes(`DELETE FROM users WHERE ${where}`).map(short)).toEqual(["delete table users"]);
  });
});

describe("transactions", () => {
  const cases: readonly (readonly [sql: string, expected: readonly string[], dialect?: Dialect])[] = [
    ["BEGIN; DROP TABLE t; ROLLBACK", ["drop table t rolled-back"]],
    ["BEGIN; DROP TABLE t; COMMIT", ["drop table t"]],
    ["START TRANSACTION; DELETE FROM t; ROLLBACK", ["delete-all table t rolled-back"], "mysql"],
    ["START TRANSACTION; DROP TABLE t; ROLLBACK", ["drop table t"], "mysql"],
    ["DELETE FROM a; BEGIN; DELETE FROM b; ROLLBACK; DELETE FROM c", ["delete-all table a", "delete-all table b rolled-back", "delete-all table c"]],
    ["BEGIN; SAVEPOINT s; DELETE FROM t; ROLLBACK TO s; COMMIT", ["delete-all table t"]],
    ["BEGIN; COPY t TO PROGRAM 'id'; ROLLBACK", ["execute-os program id"]],
  ]; // biome-ignore format: one table
  for (const [sql, expected, dialect] of cases)
    test(sql, () => expect(changes(sql, dialect).map(short)).toEqual(expected));
});

describe("clients' own commands", () => {
  const cases: readonly (readonly [sql: string, dialect?: Dialect])[] = [
    ["\\! touch /srv/x"],
    ["SELECT 1;\n\\! touch /srv/x"],
    ["\\copy t to program 'touch /srv/x'"],
    ["\\o | touch /srv/x"],
    ["SELECT 1 \\g |touch /srv/x"],
    ["\\! touch /srv/x", "mysql"],
    ["system touch /srv/x", "mysql"],
    [".shell touch /srv/x", "sqlite"],
    [".output |touch /srv/x", "sqlite"],
    [".import '|touch /srv/x' t", "sqlite"],
    [".system touch /srv/x", "duckdb"],
    ["!! touch /srv/x", "mssql"],
    ["host touch /srv/x", "oracle"],
    ["COPY t FROM PROGRAM 'touch /srv/x'"],
    ["EXEC xp_cmdshell 'touch /srv/x'", "mssql"],
  ];
  for (const [sql, dialect] of cases)
    test(`${dialect ?? "postgres"}: ${sql}`, () =>
      expect(ofKind(run(sql, dialect), "execute").map((effect) => effect.program)).toContain("touch"));

  test("a script that is named is read too", () => {
    const effects = effectsOf("psql app -c '\\i wipe.sql'", {
      files: { "/home/dev/project/wipe.sql": "DROP TABLE t" },
    });
    expect(ofKind(effects, "database").map(short)).toEqual(["drop table t"]);
  });
  test("a script that names itself ends", () => {
    const effects = effectsOf("psql app -f a.sql", { files: { "/home/dev/project/a.sql": "\\i a.sql\nDROP TABLE t" } });
    expect(ofKind(effects, "database").length).toBeGreaterThan(0);
  });
});

describe("arguments of tools", () => {
  const tool = (name: string, args: Record<string, string>) =>
    ofKind(interpret(callOf({ kind: "mcp", server: "db", tool: name, args }, name), memoryWorld()).effects, "database");
  test("SQL in an argument is read in the dialect that the tool's name says", () => {
    expect(tool("postgres_query", { sql: "DROP TABLE t" })).toMatchObject([{ action: "drop", engine: "postgres" }]);
    expect(tool("query", { sql: "SELECT 1; DELETE FROM t --" })).toMatchObject([
      { action: "delete-all", engine: "sql" },
    ]);
    expect(tool("query", { sql: "SELECT 'DROP TABLE t'" })).toEqual([]);
  });
});

test("any text is read without an error", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("DROP", "TABLE", "'", '"', "`", "$$", "$a$", "(", ")", ";", "--", "/*", "*/", "\n", "x", "\\", "[", "]", "WITH", "AS", "DELETE", "FROM", "WHERE", "OR", "=", "1", "BEGIN", "END", "CREATE", "TRIGGER", "EXEC", "q'[", ","), { maxLength: 60 }),
      fc.constantFrom(...(Object.keys(CLIENTS) as Dialect[])),
      (parts, dialect) => {
        const effects = run(parts.join(" "), dialect);
        expect(effects.map((effect) => effect.kind)).toContain("run-code");
      },
    ),
  );
}); // biome-ignore format: one list
