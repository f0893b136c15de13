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
  const temporary = isTemporaryFile(engine, invocation) || (!production && forTests(invocation));
  return { engine, production, tags: temporary ? ["temporary"] : [] };
}

/** A test environment's database is made anew by the tests. */
function forTests({ state }: Invocation): boolean {
  return ["RAILS_ENV", "RACK_ENV", "NODE_ENV", "APP_ENV", "MIX_ENV"].some((variable) =>
    state.variables.get(variable)?.values.every((value) => /^test(?:ing)?$/.test(value)),
  );
}

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
