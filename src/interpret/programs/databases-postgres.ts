import { change, changes } from "./databases-change.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

// PostgreSQL's and MySQL's own tools beside the SQL clients (reference pages of "client applications" and "server applications").

const CONNECTION =
  "-h|--host= -p|--port= -U|--username= -w|--no-password -W|--password -d|--dbname= -e|--echo -q|--quiet -v|--verbose --maintenance-db=";
const MYSQL =
  "-h|--host= -u|--user= -p|--password?= -P|--port= -S|--socket= --protocol= --defaults-file= --defaults-extra-file= --login-path= -f|--force -s|--silent -v|--verbose -i= -c= -w?= --ssl-mode= --ssl-ca=";

function restoreTarget(run: Invocation): string {
  return textOf(run.value("d"));
}

export const DATABASE_TOOLS: readonly Program[] = [
  {
    names: ["dropdb"],
    options: `${CONNECTION} -f|--force -i|--interactive --if-exists`,
    acts: [{ does: changes("postgres", "drop", "database") }],
  },
  {
    names: ["dropuser"],
    options: `${CONNECTION} -i|--interactive --if-exists`,
    acts: [{ does: changes("postgres", "drop", "user") }],
  },
  {
    names: ["createuser"],
    options: `${CONNECTION} -s|--superuser -S -d -D -r|--createrole -R -l -L -P|--pwprompt -c= -g= -i -I --replication --bypassrls --interactive --role= --valid-until=`,
    acts: [
      { flag: ["s", "createrole", "replication", "bypassrls"], does: changes("postgres", "grant", "superuser") },
      { does: changes("postgres", "create-user", "user") },
    ],
  },
  {
    names: ["createdb", "vacuumdb", "reindexdb", "clusterdb", "pg_isready", "pg_config", "pgbench", "pg_verifybackup", "pg_amcheck"], // biome-ignore format: one list
    options: `${CONNECTION} -O= -E= -l= -T= -D= -t= -n= -j= -a -f -z -s= -c= -i -r -S -M=`,
    commonWord: true,
  },
  {
    names: ["pg_restore"],
    options: `${CONNECTION} -c|--clean -C|--create -a|--data-only -s|--schema-only -f|--file= -F|--format= -j|--jobs= -l|--list -L|--use-list= -n|--schema= -N= -t|--table= -T= -I= -P= -S= -x -O|--no-owner -1|--single-transaction --if-exists --role= --section= --disable-triggers`,
    dryRun: "l",
    acts: [
      { flag: "c", without: "f", does: (run) => change(run, "postgres", "restore", "database", restoreTarget(run), ["replaced"]) },
      { without: ["c", "f"], does: (run) => change(run, "postgres", "restore", "database", restoreTarget(run)) },
    ], // biome-ignore format: one table
  },
  {
    names: ["pg_dump", "pg_dumpall", "pg_basebackup", "pg_receivewal", "mysqldump", "mariadb-dump", "mysqlpump", "mydumper", "xtrabackup", "mariabackup"], // biome-ignore format: one list
    options: `${CONNECTION} -f|--file= -F|--format= -j|--jobs= -n|--schema= -N= -t|--table= -T= -D|--pgdata= -X= -u|--user= -P= -S= -s|--schema-only -a|--data-only -c|--clean -C -O -x -Z= -R -r|--result-file= -A|--all-databases -B|--databases --single-transaction --routines --triggers --defaults-file= --defaults-extra-file= --no-data --where= --ignore-table= --column-statistics= --target-dir=`,
    paths: "-f:write -r:write",
    acts: [
      { if: (run) => run.program === "pg_dump" && /^(?:pg_dumpall|mysqldump)$/.test(run.name) && run.has("A"), does: changes("sql", "dump", "server") },
      { does: (run, operands) => change(run, run.name.startsWith("pg") ? "postgres" : "mysql", "dump", "database", orEmpty(run.value("d")?.text ?? operands[0]?.text)) },
    ], // biome-ignore format: one table
  },
  {
    names: ["pg_ctl", "pg_ctlcluster"],
    options: "-D|--pgdata= -l|--log= -m|--mode= -o= -p= -s -t= -w -W -c -N= -U= -S=",
    acts: [
      { sub: ["stop", "* * stop"], flag: "m", if: (run) => /^i/.test(textOf(run.value("m"))), does: changes("postgres", "shutdown", "server", "unsaved") },
    ], // biome-ignore format: one table
  },
  {
    names: ["pg_dropcluster"],
    options: "--stop",
    acts: [{ does: changes("postgres", "drop", "server") }],
  },
  {
    names: ["pg_resetwal", "pg_resetxlog"],
    options: "-D|--pgdata= -f|--force -n|--dry-run -c= -e= -l= -m= -o= -O= -u= -x= --wal-segsize= -V",
    dryRun: "n",
    acts: [{ does: changes("postgres", "purge-log", "write-ahead-log") }],
  },
  {
    names: ["pg_archivecleanup"],
    options: "-d|--debug -n|--dry-run -x= -b",
    dryRun: "n",
    acts: [{ does: changes("postgres", "purge-log", "write-ahead-log") }],
  },
  {
    names: ["pg_rewind"],
    options: "-D|--target-pgdata= --source-pgdata= --source-server= -n|--dry-run -N -P -R -c",
    dryRun: "n",
    acts: [{ does: changes("postgres", "restore", "server", "replaced") }],
  },
  {
    names: ["wal-g", "wal-e", "pgbackrest", "barman"],
    options: "--confirm --config= --stanza= --type= --set= --repo= -c= --terse --delta --force",
    acts: [
      { sub: "delete", if: (run) => run.program !== "wal-g" || run.name !== "wal-g" || run.has("confirm"), does: changes("postgres", "drop", "backup") },
      { sub: ["stanza-delete", "expire"], does: changes("postgres", "drop", "backup") },
      { sub: "restore", does: changes("postgres", "restore", "server", "replaced") },
    ], // biome-ignore format: one table
  },
  {
    names: ["mysqladmin", "mariadb-admin"],
    options: MYSQL,
    acts: [
      { sub: "drop", does: changes("mysql", "drop", "database") },
      { sub: "shutdown", does: changes("mysql", "shutdown", "server") },
      { sub: "kill", does: changes("mysql", "kill", "session") },
      { sub: "password", does: changes("mysql", "alter", "password") },
    ],
  },
  {
    names: ["mysqlimport"],
    options: `-D|--delete ${MYSQL}`,
    acts: [{ flag: "delete", does: (run) => change(run, "mysql", "delete-all", "table", textOf(run.operands[1])) }],
  },
  { names: ["mysqlcheck", "mysqlshow", "mysqlslap", "mysql_config", "mysqlbinlog"], options: MYSQL },
  {
    names: ["bcp"],
    options: "-S= -d= -U= -P= -T -c -n -w -t= -r= -q -E -b= -a= -e= -f= -m= -F= -L= -h= -k -K= -C= -G -D -x -u",
    style: "posix",
  },
];
