import type { Field } from "../shell/value.ts";
import { fedText } from "./databases-change.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

interface Client {
  /** Options that hold SQL, and that name files of SQL. */
  readonly code?: readonly string[];
  readonly files?: readonly string[];
  /** The first operand that is SQL; those before it name databases and users. */
  readonly operand?: number;
  /** It reads SQL from its standard input when it is given none. */
  readonly stdin: boolean;
}

/** Runs all SQL that a call gives to its client as one text, in the order in which most clients run it. */
function runClient(run: Invocation, client: Client): void {
  const fields = run.values(...(client.code ?? [])).concat(client.operand === undefined ? [] : run.operands.slice(client.operand)); // biome-ignore format: one list
  const texts = fields.filter((field) => !field.text.startsWith("@"));
  if (texts.length > 0) {
    const [first] = texts;
    const text = texts.map((field) => field.text).join("\n;\n");
    run.code("sql", text, {
      source: "inline",
      ...(first === undefined ? {} : { span: first.span, stream: { text, taint: first.taint, empty: false } }),
    });
  }
  const files = run.values(...(client.files ?? [])).concat(fields.filter((field) => field.text.startsWith("@")).map((field) => ({ ...field, text: field.text.slice(1) }))); // biome-ignore format: one list
  let fromFile = false;
  for (const field of files) {
    if (field.text === "-" || field.text === "/dev/stdin") continue;
    fromFile = true;
    runFile(run, field);
  }
  if (!client.stdin || texts.length > 0 || fromFile || run.stdin.empty) return;
  const text = fedText(run);
  const [target] = run.stdin.taint.files;
  run.code("sql", text, {
    source: target === undefined ? "stdin" : "file",
    stream: run.stdin,
    ...(target === undefined ? {} : { target }),
  });
}

function runFile(run: Invocation, field: Field): void {
  const target = run.path(field);
  const stream = run.readFile(target);
  run.code("sql", stream?.text, { source: "file", target, ...(stream === undefined ? {} : { stream }) });
}

function output(run: Invocation, option: string): void {
  const field = run.value(option);
  if (field === undefined || field.text === "" || field.text === "-") return;
  if (field.text.startsWith("|")) run.shell(field.text.slice(1), { source: "inline", span: field.span });
  else run.emit({ kind: "write", target: run.path(field), how: "truncate" });
}

/** The file of a database that has no server; reading it shows what it holds (browsers keep cookies so). */
function openFile(run: Invocation): void {
  const [file] = run.operands;
  if (file !== undefined && !/^(?::memory:|)$|^md:|^https?:/.test(file.text))
    run.emit({ kind: "read", target: run.path(file), recursive: false, how: "content" });
}

const CONNECTION = "-h|--host= -p|--port= -U|--username= -d|--dbname= -w|--no-password -W";

/** Clients that take SQL from options, operands, files and standard input. */
export const SQL_CLIENTS: readonly Program[] = [
  {
    names: ["psql", "pgcli", "cockroach-sql"],
    options: `${CONNECTION} -c|--command= -f|--file= -v|--set|--variable= -o|--output= -L|--log-file= -F|--field-separator= -R|--record-separator= -T|--table-attr= -P|--pset= -A|--no-align -a -b -E -e -n -q|--quiet -s -S -t|--tuples-only -l|--list -1|--single-transaction -x -X|--no-psqlrc -z -0 --csv -H`,
    run: (run) => {
      output(run, "o");
      if (!run.has("list")) runClient(run, { code: ["c"], files: ["f"], stdin: true });
      return undefined;
    },
  },
  {
    names: ["mysql", "mariadb", "mycli"],
    options:
      "-e|--execute= -h|--host= -u|--user= -p|--password?= -P|--port= -S|--socket= -D|--database= -B|--batch -N|--skip-column-names -s|--silent -r|--raw -t|--table -v -f|--force -A -C -H -X -G -b -i -j -L -n -o -q -w -U|--safe-updates|--i-am-a-dummy --init-command= --defaults-file= --defaults-extra-file= --defaults-group-suffix= --default-character-set= --protocol= --ssl-ca= --ssl-mode= --tee= --pager= --delimiter= --login-path= --max-allowed-packet= --connect-timeout=",
    run: (run) => {
      const pager = run.value("pager");
      if (pager !== undefined) run.shell(pager.text, { source: "inline", span: pager.span });
      runClient(run, { code: ["init-command", "e"], stdin: true });
      return undefined;
    },
  },
  {
    names: ["sqlite3", "sqlite", "litecli"],
    options:
      "-cmd= -init= -separator= -newline= -nullvalue= -vfs= -maxsize= -mmap= -pagecache= -lookaside= -A -header -noheader -csv -json -line -list -column -html -table -box -markdown -batch -bail -echo -interactive -readonly -safe -stats -append -deserialize",
    style: "single",
    run: (run) => {
      openFile(run);
      if (!run.has("readonly", "safe")) runClient(run, { code: ["cmd"], files: ["init"], operand: 1, stdin: true });
      return undefined;
    },
  },
  {
    names: ["duckdb"],
    options:
      "-c= -cmd= -s= -f= -init= -separator= -newline= -nullvalue= -csv -json -line -list -column -html -table -box -markdown -batch -bail -echo -interactive -readonly -safe -unsigned -ui -no-stdin",
    style: "single",
    run: (run) => {
      openFile(run);
      if (!run.has("readonly", "safe"))
        runClient(run, { code: ["cmd", "c", "s"], files: ["init", "f"], operand: 1, stdin: true });
      return undefined;
    },
  },
  {
    names: ["sqlcmd", "mssql-cli", "osql"],
    options:
      "-Q|--query= -q|--initial-query= -S|--server= -d|--database-name= -U|--user-name= -P|--password= -i|--input-file= -o|--output-file= -E -C -N?= -b -h= -s= -w= -W -y= -Y= -r?= -t= -l= -H= -G -I -K= -v= -V= -m= -a= -f= -c= -e -p?= -u -k?= -x -X",
    paths: "-o:write",
    run: (run) => {
      runClient(run, { code: ["Q", "q"], files: ["i"], stdin: true });
      return undefined;
    },
  },
  {
    names: ["spanner-cli", "spanner-mycli"],
    options:
      "-p|--project= -i|--instance= -d|--database= -e|--execute|--sql= -f|--file= -t|--table -v|--verbose --credential= --role=",
    run: (run) => {
      runClient(run, { code: ["e"], files: ["f"], stdin: !run.has("e", "f") });
      return undefined;
    },
  },
  {
    names: ["isql", "iusql", "tsql", "fisql"],
    options: "-S= -H= -p= -U= -P= -D= -I= -b -v -d= -c -m= -x= -w -i= -o=",
    run: (run) => {
      runClient(run, { files: ["i"], stdin: true });
      return undefined;
    },
  },
  {
    names: ["sqlplus", "sqlplus64", "sqlcl"],
    options: "-S|-silent -L -R= -M= -C= -F -H -V -AC -NOLOGINTIME",
    style: "single",
    run: (run) => {
      const scripts = run.operands.filter((field) => field.text.startsWith("@"));
      for (const field of scripts) runFile(run, { ...field, text: field.text.slice(1) });
      if (scripts.length === 0) runClient(run, { stdin: true });
      return undefined;
    },
  },
  {
    names: ["clickhouse-client", "clickhouse-local", "clickhouse"],
    options:
      "-q|--query= -h|--host= --port= -u|--user= --password?= -d|--database= -n|--multiquery -m|--multiline -f|--format= -t|--time -s|--secure --queries-file= -C|--config-file= -c= -E --max_memory_usage= --param_x= --input-format= --structure= -S= -N|--table= --file=",
    run: (run) => {
      if (run.name !== "clickhouse" || /^(?:client|local)$/.test(textOf(run.operands[0])))
        runClient(run, { code: ["q"], files: ["queries-file"], stdin: !run.has("q") });
      return undefined;
    },
  },
  {
    names: ["snowsql"],
    options:
      "-q|--query= -f|--filename= -a|--accountname= -u|--username= -d|--dbname= -s|--schemaname= -r|--rolename= -w|--warehouse= -h|--host= -c|--connection= -o|--option= -D|--variable= -p= --config= --private-key-path= --authenticator=",
    run: (run) => {
      runClient(run, { code: ["q"], files: ["f"], stdin: true });
      return undefined;
    },
  },
  {
    names: ["snow"],
    options: "-q|--query= -f|--filename= -i|--stdin -c|--connection= --account= --user= --database= --schema= --role= --warehouse= -D|--variable= --format=", // biome-ignore format: one string
    run: (run) => {
      if (run.operands[0]?.text === "sql") runClient(run, { code: ["q"], files: ["f"], stdin: run.has("i") });
      return undefined;
    },
  },
  {
    names: ["cqlsh"],
    options: "-e|--execute= -f|--file= -u|--username= -p|--password= -k|--keyspace= --cqlshrc= --request-timeout= --connect-timeout= --ssl -C --no-color --debug --encoding= --cqlversion= -b= --secure-connect-bundle=", // biome-ignore format: one string
    run: (run) => {
      runClient(run, { code: ["e"], files: ["f"], stdin: true });
      return undefined;
    },
  },
  {
    names: ["trino", "presto", "presto-cli", "hive", "beeline", "spark-sql", "impala-shell", "usql", "vsql", "nzsql", "bteq", "db2", "tidb-client", "ysqlsh", "gsql", "rsql", "monetdb-client", "mclient", "isql-fb", "questdb-cli", "kinit-sql", "ksql"], // biome-ignore format: one list
    options:
      "-e|--execute= -q|--query= -c|--command= -f|--file= -i= -u|--url= -n= -p?= -d|--database= -h|--host= -U|--user= -s= --server= --catalog= --schema= --hiveconf= --hivevar= --conf= --master= -k --outputformat= --output-format= -o=",
    commonWord: true,
    run: (run) => {
      runClient(run, { code: ["e", "q", "c"], files: ["f"], stdin: true });
      return undefined;
    },
  },
  {
    names: ["cockroach"],
    options: "-e|--execute= -f|--file= -d|--database= -u|--user= -p|--port= --host= --url= --certs-dir= --insecure --format= --set= --watch= --store=", // biome-ignore format: one string
    run: (run) => {
      if (run.operands[0]?.text === "sql") runClient(run, { code: ["e"], files: ["f"], stdin: true });
      return undefined;
    },
    acts: [{ sub: "node decommission|drain", does: { kind: "database", action: "shutdown", object: "node", name: "", engine: "postgres", production: false } }], // biome-ignore format: one row
  },
];
