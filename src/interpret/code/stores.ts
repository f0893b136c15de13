import type { LibraryCall, Operation } from "./library.ts";
import { effect } from "./machine.ts";
import { entryOf, isTrue, NULL, object, type Value } from "./value.ts";

// Clients of databases and mappers of objects to rows, by methods whose names say enough whatever they are called on.

type Row = readonly [string, Operation];

/** A change to a database, whatever client's object it is called on. */
function changes(action: string, thing: string, engine = "sql"): Operation {
  return (of) => {
    change(of, action, thing, engine);
    return NULL;
  };
}

function change(of: LibraryCall, action: string, thing: string, engine: string): void {
  effect(of.machine, { kind: "database", action, object: thing, name: "", engine, production: false }, of.at);
}

/** No filter, or an empty one: every row. */
const everyRow =
  (action: string, engine: string): Operation =>
  (of) => {
    // Scripts that fill a database for tests empty it first.
    if (of.machine.how.source === "file") return object("result");
    const filter = of.args[0];
    const chosen = entryOf(filter, "where") ?? filter;
    const empty = chosen === undefined || (chosen.kind === "dict" && chosen.entries.size === 0);
    if (empty && of.named.size === 0) change(of, action, "table", engine);
    return object("result");
  };

const queryset = (): Value => object("all-rows");

/** `sequelize.sync({ force: true })` drops every table first. */
const sync: Operation = (of) => {
  if (of.machine.how.source !== "file" && isTrue(entryOf(of.args[0], "force"))) change(of, "drop", "table", "sql");
  return NULL;
};

const REDIS = ["flushall", "flushdb", "flushAll", "flushDb"].map(
  (name): Row => [`#${name}`, changes("flush", "database", "redis")],
);
const DROPS = ["drop_database", "dropDatabase"].map(
  (name): Row => [`#${name}`, changes("drop", "database", "mongodb")],
);

export const PYTHON_STORES: readonly Row[] = [
  ...REDIS,
  ...DROPS,
  ["#drop_collection", changes("drop", "table", "mongodb")],
  ["#delete_many", everyRow("delete-all", "mongodb")],
  ["#drop_all", changes("drop", "table")],
  // Django: `Model.objects.all().delete()`.
  ["library#all", queryset],
  ["#all", queryset],
  ["all-rows#delete", changes("delete-all", "table")],
];

export const SCRIPT_STORES: readonly Row[] = [
  ...REDIS,
  ...DROPS,
  ["#dropCollection", changes("drop", "table", "mongodb")],
  ["#deleteMany", everyRow("delete-all", "sql")],
  ["#dropSchema", changes("drop", "schema")],
  ["#sync", sync],
];

export const PHP_STORES: readonly Row[] = [
  // Laravel: `DB::table("t")->truncate()`, `Model::truncate()`, `Model::query()->delete()`.
  ["#truncate", changes("truncate", "table")],
  ["#dropAllTables", changes("drop", "table")],
  ["#dropIfExists", changes("drop", "table")],
];
