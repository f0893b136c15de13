import { change, changes, fedText } from "./databases-change.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

// Key-value stores, graphs, time series and search engines: their own command lines.

function runCypher(run: Invocation): undefined {
  const text = [
    run.operands.map((field) => field.text).join(" "),
    run.operands.length === 0 ? orEmpty(fedText(run)) : "",
  ].join("");
  if (text.trim() !== "") cypherEffects(run, text);
  return undefined;
}

/** `MATCH (n) DETACH DELETE n` without a label or WHERE takes every node (Cypher manual, DELETE). */
export function cypherEffects(run: Invocation, text: string): void {
  run.emit({ kind: "run-code", language: "cypher", source: "inline", text });
  const code = text
    .slice(0, 65_536)
    .replace(
      /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\]|\\[\s\S])*\\?(?:"|$)|'(?:[^'\\]|\\[\s\S])*\\?(?:'|$)/g,
      (found) => (found.startsWith("/") ? " " : "''"),
    );
  for (const part of code.split(";", 500)) {
    const statement = part.trim().replace(/\s+/g, " ");
    if (/^(?:explain)\b/i.test(statement)) continue;
    const deletes = /\b(?:detach\s+)?delete\s+\w/i.test(statement);
    const bounded = /\bwhere\b|\blimit\b|\( ?\w{0,60} ?: ?`?\w|\{ ?\w{1,60} ?:/i.test(statement);
    if (deletes) run.emit(change(run, "neo4j", bounded ? "delete" : "delete-all", "node", ""));
    const dropped = /\bdrop\s+(database|index|constraint|user|role|composite\s+database)\s+(\w+)?/i.exec(statement);
    const object = orEmpty(dropped?.[1]?.toLowerCase());
    if (dropped !== null && object !== "constraint")
      run.emit(change(run, "neo4j", "drop", object.endsWith("database") ? "database" : object, orEmpty(dropped[2])));
  }
}

/** InfluxQL is near to SQL; `DROP SERIES`, `DROP MEASUREMENT` and `DELETE` are its own. */
function runInflux(run: Invocation): undefined {
  for (const text of [...run.values("execute"), ...run.operands.slice(1)].map((field) => field.text)) {
    const dropped = /^\s*drop\s+(database|measurement|series|shard|retention\s+policy|user)\b\s*("?[\w.-]+"?)?/i.exec(
      text,
    );
    if (dropped === null) continue;
    const object = orEmpty(dropped[1]?.toLowerCase());
    run.emit(change(run, "influxdb", "drop", /database|user/.test(object) ? object : "table", orEmpty(dropped[2])));
  }
  return undefined;
}

export const STORES: readonly Program[] = [
  {
    names: ["etcdctl", "etcdutl"],
    options:
      "--prefix --from-key --prev-kv --endpoints= --cacert= --cert= --key= --user= --password= -w|--write-out= --command-timeout= --dial-timeout= --keepalive-time= --recursive --data-dir= --skip-hash-check --range",
    acts: [
      { sub: ["del", "rm", "rmdir"], flag: ["prefix", "from-key", "recursive"], does: changes("etcd", "delete-all", "key") },
      { sub: "del", without: ["prefix", "from-key"], does: changes("etcd", "delete", "key") },
      { sub: "snapshot restore", does: changes("etcd", "restore", "database", "replaced") },
      { sub: "member remove", does: changes("etcd", "config", "cluster") },
      { sub: ["user delete", "role delete", "auth disable"], does: changes("etcd", "drop", "user") },
    ], // biome-ignore format: one table
  },
  {
    names: ["consul"],
    options:
      "-recurse -cas -modify-index= -http-addr= -token= -datacenter= -namespace= -partition= -ca-file= -force -id= -name=",
    style: "single",
    acts: [
      { sub: "kv delete", flag: "recurse", does: changes("consul", "delete-all", "key") },
      { sub: "kv delete", without: "recurse", does: changes("consul", "delete", "key") },
      { sub: "snapshot restore", does: changes("consul", "restore", "database", "replaced") },
      { sub: ["leave", "force-leave"], does: changes("consul", "shutdown", "node") },
      { sub: ["acl policy delete", "acl token delete", "acl role delete"], does: changes("consul", "drop", "user") },
    ], // biome-ignore format: one table
  },
  {
    names: ["influx"],
    options:
      "-execute|--execute= -database|--database= -host|--host= -port= -username= -password= -ssl -o|--org= -b|--bucket= -t|--token= -p|--predicate= --start= --stop= -n|--name= -i|--id= -c|--active-config=",
    style: "single",
    run: runInflux,
    acts: [
      { sub: "bucket delete", does: (run) => change(run, "influxdb", "drop", "database", textOf(run.value("n") ?? run.value("i"))) },
      { sub: "delete", without: "p", does: (run) => change(run, "influxdb", "delete-all", "table", textOf(run.value("b"))) },
      { sub: "delete", flag: "p", does: (run) => change(run, "influxdb", "delete", "table", textOf(run.value("b"))) },
      { sub: ["org delete", "user delete"], does: (run) => change(run, "influxdb", "drop", "user", textOf(run.value("n") ?? run.value("i"))) },
    ], // biome-ignore format: one table
  },
  {
    names: ["nodetool"],
    options: "-h|--host= -p|--port= -u|--username= -pw= -pwf= -t= --",
    acts: [
      { sub: ["decommission", "removenode", "assassinate", "drain", "stopdaemon"], does: changes("cassandra", "shutdown", "node") },
      { sub: "clearsnapshot", does: changes("cassandra", "drop", "backup") },
    ], // biome-ignore format: one table
  },
  { names: ["cypher-shell"], options: "-a|--address= -u|--username= -p|--password= -d|--database= -f|--file= --format= --encryption= -P|--param= --non-interactive", run: runCypher }, // biome-ignore format: one row
  {
    names: ["neo4j-admin"],
    options: "--database= --overwrite-destination?= --from-path= --to-path= --force --verbose --expand-commands",
    acts: [{ sub: "database drop", does: changes("neo4j", "drop", "database") }, { sub: ["database load", "database import", "load"], flag: ["overwrite-destination", "force"], does: changes("neo4j", "restore", "database", "replaced") }], // biome-ignore format: one row
  },
  {
    names: ["couchbase-cli"],
    options: "-c|--cluster= -u|--username= -p|--password= --bucket= --force",
    acts: [
      { sub: "bucket-flush", does: (run) => change(run, "couchbase", "flush", "database", textOf(run.value("bucket"))) },
      { sub: "bucket-delete", does: (run) => change(run, "couchbase", "drop", "database", textOf(run.value("bucket"))) },
    ], // biome-ignore format: one table
  },
  {
    names: ["curator_cli", "curator"],
    options: "--host= --port= --config= --dry-run --filter_list= --ignore_empty_list",
    dryRun: "dry-run",
    acts: [
      {
        sub: ["delete_indices", "delete-indices", "delete_snapshots"],
        does: changes("elasticsearch", "drop", "table"),
      },
    ],
  },
  {
    names: ["nats"],
    options: "-f|--force -s|--server= --creds= --context= --user= --password= --subject= --seq= --keep=",
    acts: [
      { sub: ["stream rm|delete|del", "kv del|rm|purge", "object rm|del"], does: changes("nats", "drop", "queue") },
      { sub: "stream purge", does: changes("nats", "truncate", "queue") },
    ],
  },
];
