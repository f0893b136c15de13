import { change, changes, fedText } from "./databases-change.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

// MongoDB's shell and tools.

/** Calls that change much at once; a shell method is told by its name and by what stands first in its parentheses. */
const METHODS: readonly (readonly [RegExp, string, string])[] = [
  [/\bdropDatabase ?\(/, "drop", "database"],
  [/\bdropDatabase ?: ?(?:1|true)/, "drop", "database"],
  [/(?:\)|\]|\.[\w$]+) ?\.drop ?\( ?(?:\)|\{)/, "drop", "table"],
  [/\{ ?drop ?: ?""/, "drop", "table"],
  [/\.(?:dropIndexes|dropIndex|dropSearchIndex) ?\(/, "drop", "index"],
  [/\.(?:dropUser|dropAllUsers|dropAllUsersFromDatabase|removeUser|dropRole|dropAllRoles) ?\(/, "drop", "user"],
  [/\.(?:deleteMany|remove) ?\( ?(?:\)|\{ ?\}|\{ ?_id ?: ?\{ ?\$(?:exists ?: ?(?:true|1)|ne ?: ?null|gt ?: ?MinKey\b)[^}]{0,80}\} ?\})/, "delete-all", "table"],
  [/\bdeleteMany ?: ?\{ ?filter ?: ?\{ ?\}/, "delete-all", "table"],
  [/\.(?:deleteMany|deleteOne|remove|findOneAndDelete|findAndModify) ?\( ?\{ ?[^\s}]/, "delete", "table"],
  [/\.updateMany ?\( ?\{ ?\}/, "update-all", "table"],
  [/\bshutdown(?:Server ?\(| ?: ?(?:1|true))/, "shutdown", "server"],
  [/\.fsyncLock ?\(|\bfsync ?: ?1 ?, ?lock ?:/, "config", "lock"],
  [/\b(?:rs\.(?:reconfig|remove|stepDown)|sh\.removeShard|removeShard ?:)/, "config", "cluster"],
  [/\brole ?: ?"(?:root|__system|dbOwner|userAdminAnyDatabase|dbAdminAnyDatabase)"/, "grant", "superuser"],
  [/\$out ?:/, "write", "table"],
]; // biome-ignore format: one table

/** Only these strings matter to a method; others become empty so that text in them is not taken for code. */
const KEPT = /^(?:root|__system|dbOwner|userAdminAnyDatabase|dbAdminAnyDatabase)$/;

/** Text without comments and without what strings hold. */
function withoutStrings(text: string): string {
  return text
    .slice(0, 131_072)
    .replace(
      /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"((?:[^"\\\n]|\\.)*)\\?(?:"|$|(?=\n))|'((?:[^'\\\n]|\\.)*)\\?(?:'|$|(?=\n))|`((?:[^`\\]|\\[\s\S])*)\\?(?:`|$)/g,
      (whole, double?: string, single?: string, template?: string) => {
        const inner = double ?? single ?? template;
        return inner === undefined ? (/^\/[/*]/.test(whole) ? " " : whole) : KEPT.test(inner) ? `"${inner}"` : '""';
      },
    );
}

function runScript(run: Invocation, text: string): void {
  const code = withoutStrings(text).replace(/\s+/g, " ");
  const found = METHODS.filter(([pattern]) => pattern.test(code));
  const empties = found.some(([, action]) => action === "delete-all");
  for (const [pattern, action, object] of found) {
    // `remove({})` beside `remove({ a: 1 })`: the wider one says it all.
    if (action === "delete" && empties) continue;
    run.emit(change(run, "mongodb", action, object, nameOf(code, pattern)));
  }
  if (/\.update ?\( ?\{ ?\}/.test(code) && /\bmulti ?: ?true/.test(code))
    run.emit(change(run, "mongodb", "update-all", "table", ""));
}

/** The collection before a method: db.users.drop() → users. */
function nameOf(code: string, pattern: RegExp): string {
  const at = code.search(pattern);
  const before = code.slice(Math.max(0, at - 80), at + 40);
  return orEmpty(/\bdb\.(?!getCollection|getSiblingDB|adminCommand|runCommand)([\w$]+) ?\. ?[a-z]/.exec(before)?.[1]);
}

function runShell(run: Invocation): undefined {
  const texts = run.values("eval");
  for (const field of texts) {
    run.code("javascript", field.text, { source: "inline", span: field.span });
    runScript(run, field.text);
  }
  const files = run.values("f").concat(run.operands.filter((field) => /\.(?:js|mongodb)$/.test(field.text)));
  for (const field of files) {
    const target = run.path(field);
    const stream = run.readFile(target);
    run.code("javascript", stream?.text, { source: "file", target, ...(stream === undefined ? {} : { stream }) });
    if (stream?.text !== undefined) runScript(run, stream.text);
  }
  if (texts.length > 0 || files.length > 0 || run.stdin.empty) return undefined;
  const text = fedText(run);
  run.code("javascript", text, { source: "stdin", stream: run.stdin });
  if (text !== undefined) runScript(run, text);
  return undefined;
}

const CONNECTION =
  "--uri= -h|--host= --port= -u|--username= -p|--password?= -d|--db= -c|--collection= --authenticationDatabase= --authenticationMechanism= --ssl --tls --tlsCAFile= --tlsCertificateKeyFile= --quiet --nsInclude= --nsExclude= --nsFrom= --nsTo= --gzip --archive?= --dir= -o|--out= -q|--query= --drop --dryRun --oplogReplay --file= --type= --jsonArray --headerline --mode= --upsertFields= --fields= -f= --numParallelCollections= -j=";

export const MONGO: readonly Program[] = [
  {
    names: ["mongosh", "mongo"],
    options:
      "--eval= -f|--file= --host= --port= -u|--username= -p|--password= --authenticationDatabase= --authenticationMechanism= --quiet --nodb --norc --shell --tls --ssl --tlsCAFile= --tlsCertificateKeyFile= --json?= --retryWrites= --apiVersion= --awsAccessKeyId= --awsSecretAccessKey=",
    run: runShell,
  },
  {
    names: ["mongorestore", "mongoimport"],
    options: CONNECTION,
    dryRun: "dryRun",
    acts: [{ flag: "drop", does: (run) => change(run, "mongodb", "restore", "database", textOf(run.value("d")), ["replaced"]) }], // biome-ignore format: one row
  },
  {
    names: ["mongodump", "mongoexport"],
    options: CONNECTION,
    acts: [{ does: (run) => change(run, "mongodb", "dump", "database", textOf(run.value("d"))) }],
  },
  {
    names: ["mongod", "mongos"],
    options:
      "--dbpath= --port= --bind_ip= -f|--config= --fork --logpath= --shutdown --repair --replSet= --auth --noauth",
    acts: [{ flag: "shutdown", does: changes("mongodb", "shutdown", "server") }],
  },
];
