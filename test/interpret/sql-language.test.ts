import { describe, expect, test } from "vitest";
import type { DatabaseEffect } from "../../src/model/effect.ts";
import { effectsOf, ofKind } from "./effects.ts";

const CLIENTS = { postgres: "psql app", mysql: "mysql app", sqlite: "sqlite3 app.db", mssql: "sqlcmd -S db", oracle: "sqlplus -S u@db" } as const; // biome-ignore format: one table

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
  ["postgres", "CREATE FUNCTION f() RETURNS int AS 'x' LANGUAGE plpython3u; CREATE FUNCTION g() RETURNS int AS 'x' LANGUAGE sql; CREATE EXTENSION plpythonu; CREATE EXTENSION pgcrypto; CREATE ROLE a CREATEROLE; CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f(); CREATE INDEX i ON a (b)", "load-code function f", "load-code extension plpythonu", "create-user user a", "grant createrole a"],
  ["mysql", "CREATE FUNCTION f RETURNS STRING SONAME 'x.so'; CREATE TABLE a (b int); DROP TABLE a; CREATE OR REPLACE VIEW v AS SELECT 1; CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM x", "load-code library f", "drop table a temporary"],
  ["postgres", "SELECT pg_read_file('/etc/passwd'); SELECT lo_export(1, '/tmp/a'); SELECT pg_ls_dir('/'); SELECT dblink('host=x', 'SELECT 1'); SELECT dblink_exec('DROP TABLE a'); SELECT pg_terminate_backend(1)", "read-file file /etc/passwd", "write-file file /tmp/a", "read-file file /", "connect server host=x", "connect server", "drop table a", "kill session"],
  ["mysql", "SELECT 1 INTO OUTFILE '/tmp/a'; SELECT load_file('/etc/passwd'); SELECT sys_exec('rm a'); SELECT x FROM mysql.user; SELECT a INTO DUMPFILE '/b'", "write-file file /tmp/a", "read-file file /etc/passwd", "execute-os program rm a", "read-hashes table mysql.user", "write-file file /b"],
  ["mssql", "EXEC xp_cmdshell 'dir'\nGO\nEXEC sp_configure 'x', 1\nGO\nEXEC sp_addsrvrolemember 'a', 'sysadmin'\nGO\nEXEC sp_executesql N'DROP TABLE a'\nGO\nEXEC xp_regwrite 'HKLM', 'b'\nGO\nSELECT * FROM OPENROWSET('x', 'y', 'z')", "execute-os program dir", "config setting x", "grant superuser a", "drop table a", "config registry HKLM", "connect server x"],
  ["oracle", "SELECT UTL_HTTP.REQUEST('http://x.test') FROM dual; BEGIN UTL_FILE.FOPEN('a', 'b'); END; SELECT name FROM sys.user$; BEGIN DBMS_SCHEDULER.CREATE_JOB('j'); END", "connect function UTL_HTTP", "write-file function UTL_FILE", "read-hashes table sys.user$", "execute-os function DBMS_SCHEDULER"],
  ["sqlite", "SELECT load_extension('x'); SELECT readfile('a'); SELECT writefile('b', 'c'); ATTACH 'd.db' AS e; VACUUM; DROP TABLE f", "load-code library x", "drop table f"],
  ["postgres", "SELECT rolname FROM pg_authid; COPY a FROM PROGRAM 'id'; COPY a TO '/tmp/b'; ALTER SYSTEM SET x = 'y'; SET x = 1; SHOW x; EXPLAIN DELETE FROM a; COMMENT ON TABLE a IS 'b'", "read-hashes table pg_authid", "execute-os program id", "write-file file /tmp/b", "config setting SET x = 'y'"],
  ["postgres", "BEGIN; DROP TABLE a; ROLLBACK; BEGIN; DROP TABLE b; COMMIT; DO $$ BEGIN DELETE FROM c; END $$; WITH x AS (DELETE FROM d RETURNING *) SELECT 1; MERGE INTO e USING f ON g WHEN MATCHED THEN DELETE", "drop table a rolled-back", "drop table b", "delete-all table c", "delete-all table d", "delete table e"],
]; // biome-ignore format: one table

describe("what SQL does to a database", () => {
  test.each(rows.map(([dialect, sql, ...lines]) => ({ dialect, sql, lines })))(
    "$dialect: $sql",
    ({ dialect, sql, lines }) => {
      expect(changes(sql, dialect)).toEqual(lines);
    },
  );
});
