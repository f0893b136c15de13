import type { Invocation } from "../programs/program.ts";
import { type Engine, engineOf } from "./engines.ts";
import { looksProduction } from "./production.ts";

export interface Connection {
  readonly engine: Engine;
  readonly production: boolean;
  /** "temporary": a database in memory or in a temporary folder. */
  readonly tags: readonly string[];
}

/** Options of databases' clients that name a host, a database, a service or an environment. */
const PLACES = ["h", "host", "d", "dbname", "database", "D", "S", "server", "n", "url", "u", "uri", "project_id", "dataset_id", "service", "env", "environment", "e", "c", "connection", "k", "keyspace"]; // biome-ignore format: one list
/** Variables that clients and migration tools read for the same. */
const VARIABLES = ["PGHOST", "PGDATABASE", "PGSERVICE", "DATABASE_URL", "DB_URL", "DB_HOST", "DB_NAME", "MYSQL_HOST", "MYSQL_DATABASE", "MONGODB_URI", "MONGO_URL", "REDIS_URL", "RAILS_ENV", "RACK_ENV", "NODE_ENV", "APP_ENV", "MIX_ENV", "FLASK_ENV", "DJANGO_SETTINGS_MODULE", "DJANGO_ENV", "ENVIRONMENT", "ENV", "STAGE", "SQLCMDSERVER", "SQLCMDDBNAME"]; // biome-ignore format: one list
/** Of these programs the options named like places are something else. */
const CODE_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  psql: ["c", "u", "n", "e", "S", "D", "k"],
  mysql: ["e", "u", "n", "c", "S"],
  redis: ["n", "d", "c", "D", "S", "e"],
};

/** What the words of a call say about the database behind it. */
export function connectionOf(invocation: Invocation): Connection {
  const { state, program, name } = invocation;
  const engine = engineOf(program) === "sql" ? engineOf(name) : engineOf(program);
  const skipped = CODE_OPTIONS[program] ?? [];
  const named = PLACES.filter((option) => !skipped.includes(option)).flatMap((option) => invocation.values(option));
  // A URL or a name; SQL text and scripts are neither.
  const words = [...named, ...invocation.operands].flatMap((field) => placesOf(field.text));
  const variables = VARIABLES.flatMap((variable) => state.variables.get(variable)?.values ?? []).map(withoutPassword);
  const production = [...words, ...variables].some(looksProduction) || looksProduction(name);
  const temporary =
    isTemporaryFile(engine, invocation) ||
    (!production && (forTests(invocation) || isTestDatabase(invocation, skipped)));
  return { engine, production, tags: temporary ? ["temporary"] : [] };
}

/** A test environment's database is made anew by the tests. */
function forTests({ state }: Invocation): boolean {
  return ["RAILS_ENV", "RACK_ENV", "NODE_ENV", "APP_ENV", "MIX_ENV"].some((variable) =>
    state.variables.get(variable)?.values.every((value) => /^test(?:ing)?$/.test(value)),
  );
}

/** `app_test` on this machine or in a container beside it: made anew by the tests, as its name says. */
function isTestDatabase(invocation: Invocation, skipped: readonly string[]): boolean {
  const elsewhere = ["PGHOST", "MYSQL_HOST"].flatMap((name) => invocation.state.variables.get(name)?.values ?? []);
  const hosts = [...invocation.values("h", "host").map((field) => field.text), ...elsewhere];
  if (!hosts.every((host) => NEARBY.test(host))) return false;
  const named = NAMES.filter((option) => !skipped.includes(option)).flatMap((option) => invocation.values(option));
  const given = [...named, ...invocation.operands.slice(0, 1)].map((field) => withoutPassword(field.text));
  // Migration tools find their database in the environment; databases' own clients do not read these.
  const urls = OWN_CLIENT.test(invocation.program) ? [] : ["DATABASE_URL", "DB_URL", "TEST_DATABASE_URL"];
  const found = urls.flatMap((variable) => invocation.state.variables.get(variable)?.values ?? []).map(withoutPassword);
  const names = [...given, ...found];
  return names.some((name) => {
    const url = /^\w+(?:\+\w+)?:\/\/(?:[^@/]*@)?([^:/?]*)(?::\d+)?\/([\w-]+)(?:\?|$)/.exec(name);
    return url === null ? TEST_NAME.test(name) : NEARBY.test(url[1] ?? "") && TEST_NAME.test(url[2] ?? "");
  });
}

const OWN_CLIENT = /^(?:psql|mysql|mariadb|sqlite3|dropdb|dropuser|pg_restore|mysqladmin|mongosh?|redis-cli)$/;
const NAMES = ["d", "dbname", "database", "D"];
const TEST_NAME = /^[A-Za-z]\w*_test\d*$/;
/** No host, this one, or a name without a domain, which containers call each other by. */
const NEARBY =
  /^(?:localhost|127\.0\.0\.1|\[?::1\]?|\/.*|(?:db|database|postgres|pg|postgresql|mysql|mariadb|mongo|mongodb|sql)?)$/;

/** A host, database or URL; `host=… dbname=…` by its parts (libpq connection strings). SQL text and scripts are neither. */
function placesOf(text: string): readonly string[] {
  if (text.length > 300 || text.includes("(")) return [];
  const parts = text.trim().split(/\s+/);
  if (parts.length === 1) return [withoutPassword(text)];
  if (!parts.every((part) => /^\w+=/.test(part))) return [];
  return parts.filter((part) => /^(?:host|hostaddr|dbname|service)=/.test(part));
}

function withoutPassword(text: string): string {
  return text.replace(/(:\/\/[^:@/\s]*):[^@/\s]*@/, "$1@");
}

function isTemporaryFile(engine: Engine, invocation: Invocation): boolean {
  if ((engine !== "sqlite" && engine !== "duckdb") || !/^(?:sqlite|duckdb)/.test(invocation.program)) return false;
  const [file] = invocation.operands;
  if (file === undefined || file.text === "" || file.text === ":memory:") return true;
  return invocation.path(file).scope === "temp";
}
