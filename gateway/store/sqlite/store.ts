import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { NewEvent, Store } from "../store.ts";
import { AppendQueue } from "./append-queue.ts";
import type { ReaderCalls, WriterCalls } from "./calls.ts";
import { StoreThread } from "./thread.ts";

/** The store on SQLite: one thread writes, one searches. `lost` is called when one of them ends by itself: nothing works after that. */
export async function openSqliteStore(file: string, lost: (error: Error) => void = () => {}): Promise<Store> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // It holds what identities are checked with; SQLite gives the files beside it the mode of this one.
  closeSync(openSync(file, "a", 0o600));
  const writer = await StoreThread.start<WriterCalls>({ file, role: "write" }, lost);
  const reader = await StoreThread.start<ReaderCalls>({ file, role: "read" }, lost);
  const queue = new AppendQueue((events: readonly NewEvent[], durable) => writer.call("append", events, durable));
  return {
    orgs: () => writer.call("orgs"),
    addOrg: (...args) => writer.call("addOrg", ...args),
    signingKeys: (...args) => writer.call("signingKeys", ...args),
    putSigningKeys: (...args) => writer.call("putSigningKeys", ...args),
    state: (...args) => writer.call("state", ...args),
    addKey: (...args) => writer.call("addKey", ...args),
    findKeys: (...args) => writer.call("findKeys", ...args),
    listKeys: (...args) => reader.call("listKeys", ...args),
    removeKey: (...args) => writer.call("removeKey", ...args),
    addAgent: (...args) => writer.call("addAgent", ...args),
    findAgent: (...args) => writer.call("findAgent", ...args),
    listAgents: (...args) => reader.call("listAgents", ...args),
    stopped: (...args) => writer.call("stopped", ...args),
    setAgentState: (...args) => writer.call("setAgentState", ...args),
    killAll: (...args) => writer.call("killAll", ...args),
    touch: (...args) => writer.call("touch", ...args),
    policy: (...args) => writer.call("policy", ...args),
    putPolicy: (...args) => writer.call("putPolicy", ...args),
    bundle: async (org) => {
      const found = await writer.call("bundle", org);
      return found && { ...found, bytes: Buffer.from(found.bytes) };
    },
    putBundle: (...args) => writer.call("putBundle", ...args),
    append: (events, durable) => queue.add(events, durable),
    search: (...args) => reader.call("search", ...args),
    forget: (...args) => writer.call("forget", ...args),
    changes: (...args) => reader.call("changes", ...args),
    brokenChange: (...args) => reader.call("brokenChange", ...args),
    backup: async (to) => {
      await reader.call("backup", to);
      chmodSync(to, 0o600);
    },
    close: async () => {
      await queue.idle();
      await reader.close();
      await writer.close();
    },
  };
}
