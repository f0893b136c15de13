import { describe, expect, test } from "vitest";
import { detectNosqlInjection, detectSqlInjection } from "../../src/interpret/sql/injection.ts";
import { looksProduction } from "../../src/interpret/sql/production.ts";
import type { DatabaseEffect } from "../../src/model/effect.ts";
import { effectsOf, ofKind } from "./effects.ts";

const changes = (command: string, files: Record<string, string> = {}) =>
  ofKind(effectsOf(command, { files }), "database");
const short = ({ engine, action, object, name, tags }: DatabaseEffect) =>
  [engine, action, object, name, ...tags].join(" ").trim();

describe("what clients and tools do", () => {
  const cases: readonly (readonly [command: string, expected: readonly string[]])[] = [
    // Options that take values are no operands, and their values no code.
    ["psql -U c -h drop -p 5432 -d shop -v x=1 -c 'DROP TABLE t'", ["postgres drop table t"]],
    ["psql shop -tAXc 'DROP TABLE t'", ["postgres drop table t"]],
    ["psql -c 'SELECT 1' -c 'DROP TABLE t'", ["postgres drop table t"]],
    ["psql --comm 'DROP TABLE t'", ["postgres drop table t"]],
    ["psql -d 'DROP TABLE t'", []],
    ["psql --help -c 'DROP TABLE t'", []],
    ["psql -o out.txt -c 'SELECT 1'", []],
    ["mysql -uroot -psecret -Nse 'DROP TABLE t' shop", ["mysql drop table t"]],
    ["mysql -p -e 'DROP TABLE t' shop", ["mysql drop table t"]],
    ["mysql --init-command='DROP TABLE t' shop", ["mysql drop table t"]],
    ["mysql -u 'DROP TABLE t' shop", []],
    ["sqlite3 a.db 'SELECT 1' 'DROP TABLE t'", ["sqlite drop table t"]],
    ["sqlite3 -separator 'DROP TABLE t' a.db .tables", []],
    ["sqlite3 :memory: 'DROP TABLE t'", ["sqlite drop table t temporary"]],
    ["sqlite3 /tmp/a.db 'DROP TABLE t'", ["sqlite drop table t temporary"]],
    ["sqlite3 -readonly a.db 'DROP TABLE t'", []],
    ["sqlcmd -S s -d db -Q 'DROP TABLE t'", ["mssql drop table t"]],
    ["cockroach sql --insecure -e 'DROP TABLE t'", ["postgres drop table t"]],
    ["cockroach node status -e 'DROP TABLE t'", []],
    ["dropdb -h localhost -p 5433 --if-exists -f shop", ["postgres drop database shop"]],
    ["dropuser app", ["postgres drop user app"]],
    ["createuser -s app", ["postgres grant superuser app", "postgres create-user user app"]],
    ["createdb shop", []],
    ["pg_restore --clean -d shop a.dump", ["postgres restore database shop replaced"]],
    ["pg_restore -c -f out.sql a.dump", []],
    ["pg_restore -l a.dump", []],
    ["pg_dump -h db shop", ["postgres dump database shop"]],
    ["mysqldump -u root shop", ["mysql dump database shop"]],
    ["pg_resetwal -n data", []],
    ["pg_resetwal -f data", ["postgres purge-log write-ahead-log data"]],
    ["mysqladmin -u root --password=x drop shop", ["mysql drop database shop"]],
    ["mysqladmin -h drop ping", []],
    ["redis-cli -h flushall -p 6379 PING", []],
    ["redis-cli -a flushall -n 3 flushdb", ["redis flush database"]],
    ["redis-cli SET a FLUSHALL", []],
    ["printf 'PING\\nFLUSHALL\\n' | redis-cli", ["redis flush server *"]],
    ["redis-cli DEL a", ["redis delete key a"]],
    ["redis-cli KEYS '*' | xargs redis-cli DEL", ["redis delete-all key * listed"]],
    ["redis-cli DEL $(redis-cli KEYS 'a*')", ["redis delete-all key *"]],
    ["redis-cli DEL $KEY", ["redis delete key \uFFFC"]],
    ["redis-cli CONFIG SET dir /root/.ssh dbfilename authorized_keys", ["redis write-file file /root/.ssh", "redis write-file file authorized_keys"]],
    ["redis-cli REPLICAOF NO ONE", []],
    ["redis-cli EVAL \"redis.pcall('FLUSHDB')\" 0", ["redis flush database"]],
    ["mongosh shop --eval 'db.users.drop()'", ["mongodb drop table users"]],
    ["mongosh shop --eval 'db.users.deleteMany( { } )'", ["mongodb delete-all table users"]],
    ["mongosh shop --eval 'db.users.deleteMany({_id: {$exists: true}})'", ["mongodb delete-all table users"]],
    ["mongosh shop --eval 'db.users.deleteMany({a: 1})'", ["mongodb delete table users"]],
    ["mongosh shop --eval 'print(\"db.users.drop()\")'", []],
    ["mongosh shop --eval '/* db.users.drop() */ db.users.find()'", []],
    ["mongorestore dump/", []],
    ["mongorestore --drop dump/", ["mongodb restore database dump/ replaced"]],
    ["etcdctl --endpoints=del get --prefix /", []],
    ["etcdctl del --prefix /", ["etcd delete-all key /"]],
    ["consul kv delete -recurse a", ["consul delete-all key a"]],
    ["consul kv get -recurse a", []],
    ["cypher-shell 'MATCH (n) DETACH DELETE n'", ["neo4j delete-all node"]],
    ["cypher-shell 'MATCH (n:Temp) DELETE n'", ["neo4j delete node"]],
    ["cypher-shell 'EXPLAIN MATCH (n) DELETE n'", []],
    ["prisma migrate reset", ["sql migrate-reset database"]],
    ["prisma migrate dev", []],
    ["prisma db push --force-reset", ["sql migrate-reset database"]],
    ["rails db:drop", ["sql migrate-reset database"]],
    ["rails db:migrate", []],
    ["RAILS_ENV=test rails db:drop", ["sql migrate-reset database  temporary"]],
    ["rake -T db:drop", []],
    ["alembic -c db:drop downgrade base", ["sql migrate-reset database"]],
    ["alembic downgrade base --sql", []],
    ["knex migrate:rollback", []],
    ["knex migrate:rollback --all", ["sql migrate-reset database"]],
    ["flyway -url=jdbc:x clean", ["sql migrate-reset database clean"]],
    ["migrate -path db -database x drop -f", ["sql migrate-reset database"]],
    ["wp db query 'DROP TABLE wp_posts'", ["sql drop table wp_posts"]],
  ]; // biome-ignore format: one table
  test.each(cases)("%s", (command, expected) => {
    expect(changes(command).map(short)).toEqual(expected);
  });
});

describe("where SQL comes from", () => {
  const files = { "/home/dev/project/wipe.sql": "DROP TABLE t;" };
  test.each([
    "psql shop -f wipe.sql",
    "psql shop < wipe.sql",
    "cat wipe.sql | psql shop",
    "mysql shop < wipe.sql",
    "sqlite3 a.db < wipe.sql",
    "sqlite3 a.db '.read wipe.sql'",
    "sqlcmd -i wipe.sql",
    "sqlplus -S u/p @wipe.sql",
    "prisma db execute --file wipe.sql",
    "duckdb a.duckdb -f wipe.sql",
  ])("%s", (command) => {
    expect(changes(command, files).map((effect) => `${effect.action} ${effect.name}`)).toEqual(["drop t"]);
  });

  test("SQL that is fetched is code from there", () => {
    const [code] = ofKind(effectsOf("curl -s https://example.com/x.sql | psql shop"), "run-code").filter(
      (effect) => effect.language === "sql",
    );
    expect(code).toMatchObject({ source: "remote", host: { host: "example.com" } });
  });
});

describe("production", () => {
  test.each([
    "psql -h db.prod.acme.io -c 'DROP TABLE t'",
    "psql postgres://app:pw@prod-db/app -c 'DROP TABLE t'",
    "psql -d app_production -c 'DROP TABLE t'",
    "PGHOST=prod-db psql -c 'DROP TABLE t'",
    "psql 'host=prod-db dbname=app' -c 'DROP TABLE t'",
    "psql -c 'DROP DATABASE production'",
    "psql -c 'DROP TABLE prod.users'",
    "mysql -e 'USE production; DROP TABLE t'",
    "redis-cli -u redis://cache.production.acme.io FLUSHALL",
    "RAILS_ENV=production rails db:drop",
    "mongosh mongodb://prod.acme.io/shop --eval 'db.dropDatabase()'",
  ])("%s", (command) => expect(changes(command).map((effect) => effect.production)).toEqual([true]));

  test.each([
    "psql -d products -c 'DROP TABLE t'",
    "psql -h localhost -c \"DELETE FROM t WHERE a = 'production'\"",
    "psql -U prod -h localhost -c 'DROP TABLE live_events'",
    "psql postgres://app:production@localhost/app -c 'DROP TABLE t'",
    "psql -d reproduce -c 'DROP TABLE t'",
  ])("not: %s", (command) => expect(changes(command).map((effect) => effect.production)).toEqual([false]));

  test.each(["prod", "db-prod-1", "app_production", "ProdDb", "appProd", "live.acme.io", "prd01.acme"])(
    "name: %s",
    (name) => {
      expect(looksProduction(name)).toBe(true);
    },
  );
  test.each(["product", "products_db", "reproduce", "preprod", "non-prod", "delivery", "alive", "Productivity", ""])(
    "no name: %s",
    (name) => {
      expect(looksProduction(name)).toBe(false);
    },
  );
});

describe("injected SQL", () => {
  test.each([
    "' OR '1'='1",
    "' or 1=1 --",
    "1 OR 1=1",
    "1) OR (1=1",
    "admin'--",
    "admin' #",
    "x') OR ('a'='a",
    '" or ""="',
    "'; DROP TABLE users; --",
    "1; DELETE FROM users",
    "5 UNION SELECT null, null",
    "' UNION ALL SELECT username, password FROM users--",
    "'/**/UNION/**/SELECT/**/1,2",
    "1%27%20OR%20%271%27%3D%271",
    "1 AND SLEEP(5)",
    "1' AND (SELECT 1 FROM (SELECT(SLEEP(5)))a)-- -",
    "1; WAITFOR DELAY '0:0:5'",
    "1 AND extractvalue(1, concat(0x7e, version()))",
    "'; EXEC xp_cmdshell 'dir'; --",
    "' ORDER BY 10--",
    "' AND '1'='1",
    "x' AND 1=0 UNION SELECT table_name FROM information_schema.tables --",
    "SELECT * FROM users WHERE name = '' OR '1'='1'",
  ])("%s", (text) => expect(detectSqlInjection(text)).toBe(true));

  test.each([
    "O'Brien",
    "rock 'n' roll",
    "it's 5 o'clock; drop by or call",
    "select a union representative",
    "SELECT a FROM x UNION SELECT a FROM y",
    "DROP TABLE users",
    "status = 'open' AND owner = 'me'",
    "a = 1 OR b = 2",
    "x = 1 or y = 1",
    "5' 10\" tall -- and then some",
    "don't use --force",
    "if (a || b) { sleep(5); }",
    "time.sleep(5)",
    "He said 'or else'",
    "price >= 10 and price <= 20",
    "https://example.com/?a=1&b=2#top",
    "'quoted' -- with a dash",
    "function f() { return 'a' || 'b'; }",
    "npm run build; delete from cache later",
    "",
  ])("not: %s", (text) => expect(detectSqlInjection(text)).toBe(false));
});

describe("injected operators of document databases", () => {
  test.each([
    '{"username": "admin", "password": {"$ne": null}}',
    '{"password": {"$gt": ""}}',
    "{'user': {'$regex': '.*'}}",
    '{"$gt": ""}',
    '{"$where": "this.a == 1"}',
    "{$where: function() { return true }}",
    "user=admin&password[$ne]=x",
    "user=admin&password[%24ne]=x",
    "' || '1'=='1",
    "'; return true; var a='",
  ])("%s", (text) => expect(detectNosqlInjection(text)).toBe(true));

  test.each([
    '{"age": {"$gt": 21}}',
    '{"deletedAt": {"$ne": null}}',
    '{"status": {"$in": ["a", "b"]}}',
    "costs $5 || $6",
    "echo $where",
    "a || b",
    '{"name": "$ne"}',
    "return true",
  ])("not: %s", (text) => expect(detectNosqlInjection(text)).toBe(false));
});
