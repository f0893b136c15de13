import { MIGRATIONS } from "./databases-migrations.ts";
import { MONGO } from "./databases-mongo.ts";
import { DATABASE_TOOLS } from "./databases-postgres.ts";
import { REDIS } from "./databases-redis.ts";
import { SQL_CLIENTS } from "./databases-sql.ts";
import { STORES } from "./databases-stores.ts";
import type { Program } from "./program.ts";

/** Databases' own clients and tools, and the tools that migrate schemas. */
export const DATABASES: readonly Program[] = [
  ...SQL_CLIENTS,
  ...DATABASE_TOOLS,
  ...REDIS,
  ...MONGO,
  ...STORES,
  ...MIGRATIONS,
];
