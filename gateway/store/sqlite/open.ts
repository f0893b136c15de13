import type { DatabaseSync } from "node:sqlite";
import migrations from "#sql";

export type Database = DatabaseSync;

/** Opens the database and brings it up to date. Only the writer creates and migrates. */
export function openDatabase(file: string, { readOnly }: { readonly readOnly: boolean }): Database {
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const db = new DatabaseSync(file, { readOnly, enableForeignKeyConstraints: true });
  db.exec(
    "PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY;",
  );
  if (readOnly) return db;
  try {
    db.exec("PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864;");
    migrate(db);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

function migrate(db: Database): void {
  const names = Object.keys(migrations).sort();
  transaction(db, () => {
    const row = db.prepare("PRAGMA user_version").get() as { readonly user_version: number };
    const done = row.user_version;
    if (done > names.length)
      throw new Error(`the database is of a newer version (${done}) than this program knows (${names.length})`);
    for (const name of names.slice(done)) db.exec(migrations[name] ?? "");
    db.exec(`PRAGMA user_version = ${names.length}`);
  });
}

/** All or nothing; IMMEDIATE, so that two processes on one file cannot both have read before they write. */
export function transaction<T>(db: Database, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
