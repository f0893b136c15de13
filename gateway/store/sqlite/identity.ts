import type { Agent, AgentState, Key, Permission } from "../../../src/gateway/wire/identity.ts";
import type { Actor, AgentRow, KeyRow, OrgId } from "../store.ts";
import { addChange } from "./changes.ts";
import { type Database, transaction } from "./open.ts";

interface StoredKey {
  readonly id: string;
  readonly org: number;
  readonly name: string;
  readonly sha256: string;
  readonly permissions: string;
  readonly agent: string | null;
  readonly created: number;
  readonly used: number | null;
}

interface StoredAgent extends Omit<AgentRow, "reason"> {
  readonly reason: string | null;
  readonly created: number;
  readonly seen: number | null;
}

const iso = (time: number) => new Date(time).toISOString();
const permissionsOf = (text: string) => text.split(" ") as Permission[];

export function addKey(db: Database, key: KeyRow, by: Actor): void {
  transaction(db, () => {
    insertKey(db, key, by.time);
    addChange(db, key.org, "key.add", `${key.id} ${key.name} (${key.permissions.join(", ")})`, by);
  });
}

function insertKey(db: Database, { id, org, name, sha256, permissions, agent }: KeyRow, time: number): void {
  db.prepare(
    "INSERT INTO api_key (id, org, name, prefix, sha256, permissions, agent, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  ).run(id, org, name, sha256.slice(0, 16), sha256, permissions.join(" "), agent ?? null, time);
}

export function findKeys(db: Database, prefix: string): readonly KeyRow[] {
  const rows = db.prepare("SELECT * FROM api_key WHERE prefix = ?").all(prefix) as unknown as readonly StoredKey[];
  return rows.map(({ id, org, name, sha256, permissions, agent }) => ({
    id,
    org,
    name,
    sha256,
    permissions: permissionsOf(permissions),
    agent: agent ?? undefined,
  }));
}

export function listKeys(db: Database, org: OrgId): readonly Key[] {
  const rows = db.prepare("SELECT * FROM api_key WHERE org = ? ORDER BY created, id").all(org);
  return (rows as unknown as readonly StoredKey[]).map(({ id, name, permissions, agent, created, used }) => ({
    id,
    name,
    permissions: permissionsOf(permissions),
    ...(agent === null ? {} : { agent_id: agent }),
    created: iso(created),
    ...(used === null ? {} : { used: iso(used) }),
  }));
}

export function removeKey(db: Database, org: OrgId, id: string, by: Actor): boolean {
  return transaction(db, () => {
    const { changes } = db.prepare("DELETE FROM api_key WHERE org = ? AND id = ?").run(org, id);
    if (Number(changes) === 0) return false;
    addChange(db, org, "key.remove", id, by);
    return true;
  });
}

export function addAgent(db: Database, agent: AgentRow, key: KeyRow, by: Actor): void {
  const { id, org, name, hmac, state, reason } = agent;
  transaction(db, () => {
    db.prepare("INSERT INTO agent (id, org, name, hmac, state, reason, created) VALUES (?, ?, ?, ?, ?, ?, ?)").run(
      id,
      org,
      name,
      hmac,
      state,
      reason ?? null,
      by.time,
    );
    insertKey(db, key, by.time);
    // From here on not every agent is killed.
    db.prepare("UPDATE org SET killed_all = 0 WHERE id = ?").run(org);
    addChange(db, org, "agent.register", `${id} ${name}`, by);
  });
}

export function findAgent(db: Database, org: OrgId, id: string): AgentRow | undefined {
  const row = db.prepare("SELECT id, org, name, state, reason, hmac FROM agent WHERE org = ? AND id = ?").get(org, id);
  if (row === undefined) return undefined;
  const { reason, ...rest } = row as unknown as StoredAgent;
  return { ...rest, reason: reason ?? undefined };
}

export function listAgents(db: Database, org: OrgId): readonly Agent[] {
  const rows = db.prepare("SELECT * FROM agent WHERE org = ? ORDER BY name, id").all(org);
  return (rows as unknown as readonly StoredAgent[]).map(({ id, name, state, reason, created, seen }) => ({
    id,
    name,
    state,
    ...(reason === null ? {} : { reason }),
    created: iso(created),
    ...(seen === null ? {} : { seen: iso(seen) }),
  }));
}

export function stopped(db: Database, org: OrgId) {
  const rows = db.prepare("SELECT id, state FROM agent WHERE org = ? AND state <> 'active' ORDER BY id").all(org);
  const of = (state: AgentState) => rows.filter((row) => row.state === state).map((row) => String(row.id));
  return { killed: of("killed"), suspended: of("suspended") };
}

const ACTIONS = { active: "agent.resume", suspended: "agent.suspend", killed: "agent.kill" } as const;

export function setAgentState(db: Database, org: OrgId, id: string, state: AgentState, by: Actor): boolean {
  return transaction(db, () => {
    const why = state === "active" ? null : by.reason;
    const { changes } = db
      .prepare("UPDATE agent SET state = ?, reason = ? WHERE org = ? AND id = ?")
      .run(state, why, org, id);
    if (Number(changes) === 0) return false;
    db.prepare("UPDATE org SET revision = revision + 1 WHERE id = ?").run(org);
    if (state !== "killed") db.prepare("UPDATE org SET killed_all = 0 WHERE id = ?").run(org);
    addChange(db, org, ACTIONS[state], id, by);
    return true;
  });
}

export function killAll(db: Database, org: OrgId, by: Actor): readonly string[] {
  return transaction(db, () => {
    const rows = db.prepare("SELECT id FROM agent WHERE org = ? AND state <> 'killed' ORDER BY id").all(org);
    const ids = rows.map((row) => String(row.id));
    db.prepare("UPDATE agent SET state = 'killed', reason = ? WHERE org = ? AND state <> 'killed'").run(by.reason, org);
    db.prepare("UPDATE org SET revision = revision + 1, killed_all = 1 WHERE id = ?").run(org);
    addChange(db, org, "agent.kill-all", `${ids.length} agents`, by);
    return ids;
  });
}

export function touch(db: Database, keys: readonly string[], agents: readonly string[], time: number): void {
  transaction(db, () => {
    const key = db.prepare("UPDATE api_key SET used = ? WHERE id = ?");
    const agent = db.prepare("UPDATE agent SET seen = ? WHERE id = ?");
    for (const id of keys) key.run(time, id);
    for (const id of agents) agent.run(time, id);
  });
}
