/** Families of SQL dialects, as far as their tokens or statements differ; "sql" where it is not known. */
export type Engine =
  | "postgres"
  | "mysql"
  | "sqlite"
  | "duckdb"
  | "mssql"
  | "oracle"
  | "clickhouse"
  | "bigquery"
  | "snowflake"
  | "cassandra"
  | "sql";

const BY_NAME: readonly (readonly [RegExp, Engine])[] = [
  [
    /psql|postgres|^pg_|pgcli|cockroach|redshift|supabase|neon|timescale|dropdb|createdb|dropuser|vacuumdb/i,
    "postgres",
  ],
  [/mysql|maria|mycli|planetscale|tidb|^pscale/i, "mysql"],
  [/sqlite|litecli|libsql|turso|(?:^|[_-])d1(?:$|[_-])/i, "sqlite"],
  [/duckdb|motherduck/i, "duckdb"],
  [/sqlcmd|mssql|sqlserver|sql_server|bcp|tsql|isql/i, "mssql"],
  [/sqlplus|oracle|^sqlcl?$/i, "oracle"],
  [/clickhouse/i, "clickhouse"],
  [/^bq$|bigquery/i, "bigquery"],
  [/snow(?:sql|flake)|^snow$/i, "snowflake"],
  [/cqlsh|cassandra|scylla/i, "cassandra"],
];

/** The dialect that a program's or tool's name says. */
export function engineOf(name: string): Engine {
  return BY_NAME.find(([test]) => test.test(name))?.[1] ?? "sql";
}
