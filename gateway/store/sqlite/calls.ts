import { brokenChange, listChanges } from "./changes.ts";
import { EventTable } from "./events.ts";
import * as identity from "./identity.ts";
import type { Database } from "./open.ts";
import * as policies from "./policies.ts";
import { searchEvents } from "./search.ts";

/** Short calls, on the one connection that writes. */
export function writerCalls(db: Database) {
  const events = new EventTable(db);
  const on =
    <A extends readonly unknown[], R>(call: (db: Database, ...args: A) => R) =>
    (...args: A): R =>
      call(db, ...args);
  return {
    orgs: on(policies.listOrgs),
    addOrg: on(policies.addOrg),
    signingKeys: on(policies.signingKeys),
    putSigningKeys: on(policies.putSigningKeys),
    state: on(policies.orgState),
    policy: on(policies.currentPolicy),
    putPolicy: on(policies.putPolicy),
    bundle: on(policies.currentBundle),
    putBundle: on(policies.putBundle),
    addKey: on(identity.addKey),
    findKeys: on(identity.findKeys),
    removeKey: on(identity.removeKey),
    addAgent: on(identity.addAgent),
    findAgent: on(identity.findAgent),
    stopped: on(identity.stopped),
    setAgentState: on(identity.setAgentState),
    killAll: on(identity.killAll),
    touch: on(identity.touch),
    append: events.append.bind(events),
    forget: events.forget.bind(events),
  };
}

/** What may take long, on a connection that only reads: it never holds up a decision or a kill. */
export function readerCalls(db: Database) {
  const on =
    <A extends readonly unknown[], R>(call: (db: Database, ...args: A) => R) =>
    (...args: A): R =>
      call(db, ...args);
  return {
    search: on(searchEvents),
    changes: on(listChanges),
    brokenChange: on(brokenChange),
    listKeys: on(identity.listKeys),
    listAgents: on(identity.listAgents),
    backup: (file: string): void => {
      db.prepare("VACUUM INTO ?").run(file);
    },
  };
}

export type WriterCalls = ReturnType<typeof writerCalls>;
export type ReaderCalls = ReturnType<typeof readerCalls>;
