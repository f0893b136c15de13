import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../../../gateway/store/sqlite/store.ts";
import { describeStore, keyOf } from "./conformance.ts";

describeStore("SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "clampd-store-"));
  return {
    open: () => openSqliteStore(join(folder, "gateway.db")),
    openCopy: openSqliteStore,
    copyPlace: () => join(folder, "copy.db"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
});

describe("the SQLite files", () => {
  const KEYS = {
    root: { id: "", publicKey: "", privateKey: "" },
    bundle: { id: "", publicKey: "", privateKey: "" },
    roots: [],
  };
  const by = { key: "k", name: "n", reason: "r", requestId: "q", time: 1 };

  it("are for their owner alone, and the copy is, too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "clampd-store-"));
    const store = await openSqliteStore(join(folder, "gateway.db"));
    await store.addOrg("one", KEYS, 1);
    await store.backup(join(folder, "copy.db"));
    for (const name of ["gateway.db", "gateway.db-wal", "gateway.db-shm", "copy.db"])
      expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it("show a change that was altered or taken out behind the gateway's back", async () => {
    const folder = mkdtempSync(join(tmpdir(), "clampd-store-"));
    const file = join(folder, "gateway.db");
    const store = await openSqliteStore(file);
    const { id } = await store.addOrg("one", KEYS, 1);
    for (const key of ["a", "b", "c"]) await store.addKey(keyOf(id, key), by);
    const direct = new DatabaseSync(file);
    expect(() => direct.exec("UPDATE change SET reason = 'other' WHERE id = 2")).toThrow(/never changed/);
    expect(() => direct.exec("DELETE FROM change WHERE id = 2")).toThrow(/never removed/);
    direct.exec("DROP TRIGGER change_remains; DELETE FROM change WHERE id = 2");
    expect(await store.brokenChange(id)).toBe(3);
    direct.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it("of a newer version are refused, not damaged", async () => {
    const folder = mkdtempSync(join(tmpdir(), "clampd-store-"));
    const file = join(folder, "gateway.db");
    await (await openSqliteStore(file)).close();
    const direct = new DatabaseSync(file);
    direct.exec("PRAGMA user_version = 99");
    direct.close();
    await expect(openSqliteStore(file)).rejects.toThrow(/newer version/);
    rmSync(folder, { recursive: true });
  });
});
