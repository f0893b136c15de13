import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Actor,
  type AgentRow,
  type EventQuery,
  type KeyRow,
  type NewEvent,
  type OrgId,
  type SigningKeys,
  type Store,
  StoreConflict,
} from "../../../gateway/store/store.ts";

/** A store to test: opened anew on the same data, or on none. */
export interface StoreUnderTest {
  open(): Promise<Store>;
  /** Opens a copy that `backup` made. */
  openCopy(file: string): Promise<Store>;
  copyPlace(): string;
  remove(): void;
}

const NOW = Date.UTC(2026, 10, 1);
const KEYS: SigningKeys = {
  root: { id: "r", publicKey: "a", privateKey: "b" },
  bundle: { id: "s", publicKey: "c", privateKey: "d" },
  roots: [{ signed: "e", signatures: [] }],
};
const by = (reason = "a test"): Actor => ({ key: "k0", name: "ann", reason, requestId: "q1", time: NOW });
const hex = (text: string) => Buffer.from(text).toString("hex").padEnd(64, "0");

export const keyOf = (org: OrgId, id: string, agent?: string): KeyRow => ({
  id,
  org,
  name: `key ${id}`,
  sha256: hex(id),
  permissions: agent === undefined ? ["read", "write"] : ["agent"],
  agent,
});
const agentOf = (org: OrgId, name: string): AgentRow => ({
  id: randomUUID(),
  org,
  name,
  state: "active",
  reason: undefined,
  hmac: hex(name),
});

/** What every store must do. */
export function describeStore(name: string, make: () => StoreUnderTest): void {
  describe(`store: ${name}`, () => {
    let place: StoreUnderTest;
    let store: Store;
    let org: OrgId;
    let other: OrgId;

    const addAgent = async (of: OrgId, called: string) => {
      const agent = agentOf(of, called);
      await store.addAgent(agent, keyOf(of, `key-${agent.id}`, agent.id), by());
      return agent;
    };
    const event = (agent: AgentRow, eventId: string, rest: Partial<NewEvent> = {}): NewEvent => ({
      org: agent.org,
      agent: agent.id,
      source: "guard",
      eventId,
      time: NOW,
      received: NOW,
      kind: "decision",
      verdict: "allow",
      rules: [],
      text: "",
      record: JSON.stringify({ eventId }),
      ...rest,
    });
    const found = async (of: OrgId, query: Partial<EventQuery> = {}) => {
      const { rows } = await store.search(of, { limit: 100, ...query });
      return rows.map((row) => JSON.parse(row.record).eventId as string);
    };

    beforeEach(async () => {
      place = make();
      store = await place.open();
      org = (await store.addOrg("one", KEYS, NOW)).id;
      other = (await store.addOrg("two", KEYS, NOW)).id;
    });
    afterEach(async () => {
      await store.close();
      place.remove();
    });

    it("keeps organisations by name", async () => {
      expect((await store.orgs()).map((each) => each.name)).toEqual(["one", "two"]);
      await expect(store.addOrg("one", KEYS, NOW)).rejects.toBeInstanceOf(StoreConflict);
      expect(await store.signingKeys(org)).toEqual(KEYS);
    });

    it("exchanges signing keys, so that a new bundle is due", async () => {
      const before = (await store.state(org)).revision;
      const next = { ...KEYS, roots: [...KEYS.roots, { signed: "f", signatures: [] }] };
      await store.putSigningKeys(org, next, by("stolen"));
      expect(await store.signingKeys(org)).toEqual(next);
      expect(await store.signingKeys(other)).toEqual(KEYS);
      expect((await store.state(org)).revision).toBe(before + 1);
      expect((await store.changes(org, undefined, 1)).rows[0]).toMatchObject({
        action: "keys.rotate",
        reason: "stolen",
      });
    });

    it("keeps everything over a close", async () => {
      const agent = await addAgent(org, "laptop");
      await store.append([event(agent, "e1")], true);
      await store.close();
      store = await place.open();
      expect(await found(org)).toEqual(["e1"]);
      expect((await store.findAgent(org, agent.id))?.name).toBe("laptop");
    });

    it("finds keys by prefix, lists them without what checks them, and removes them once", async () => {
      await store.addKey(keyOf(org, "k1"), by());
      const [row] = await store.findKeys(hex("k1").slice(0, 16));
      expect(row).toEqual(keyOf(org, "k1"));
      const listed = await store.listKeys(org);
      expect(listed).toEqual([
        { id: "k1", name: "key k1", permissions: ["read", "write"], created: new Date(NOW).toISOString() },
      ]);
      expect(await store.removeKey(other, "k1", by())).toBe(false);
      expect(await store.removeKey(org, "k1", by())).toBe(true);
      expect(await store.removeKey(org, "k1", by())).toBe(false);
      expect(await store.findKeys(hex("k1").slice(0, 16))).toEqual([]);
    });

    it("keeps an agent's state with its reason, and counts revisions", async () => {
      const agent = await addAgent(org, "laptop");
      const before = await store.state(org);
      expect(await store.setAgentState(org, agent.id, "killed", by("it ran away"))).toBe(true);
      expect(await store.findAgent(org, agent.id)).toMatchObject({ state: "killed", reason: "it ran away" });
      expect(await store.stopped(org)).toEqual({ killed: [agent.id], suspended: [] });
      expect((await store.state(org)).revision).toBe(before.revision + 1);
      await store.setAgentState(org, agent.id, "active", by());
      expect((await store.findAgent(org, agent.id))?.reason).toBeUndefined();
    });

    it("kills all of one organisation, and says so until one lives again", async () => {
      const a = await addAgent(org, "a");
      const b = await addAgent(org, "b");
      const theirs = await addAgent(other, "c");
      await store.setAgentState(org, b.id, "killed", by());
      expect(await store.killAll(org, by())).toEqual([a.id]);
      expect((await store.state(org)).killedAll).toBe(true);
      expect((await store.state(other)).killedAll).toBe(false);
      expect((await store.findAgent(other, theirs.id))?.state).toBe("active");
      await store.setAgentState(org, a.id, "active", by());
      expect((await store.state(org)).killedAll).toBe(false);
    });

    it("lets no organisation see or change another's agents", async () => {
      const agent = await addAgent(org, "laptop");
      expect(await store.findAgent(other, agent.id)).toBeUndefined();
      expect(await store.setAgentState(other, agent.id, "killed", by())).toBe(false);
      expect(await store.listAgents(other)).toEqual([]);
      expect((await store.findAgent(org, agent.id))?.state).toBe("active");
      expect(await store.stopped(other)).toEqual({ killed: [], suspended: [] });
    });

    it("remembers when keys and agents were heard of", async () => {
      const agent = await addAgent(org, "laptop");
      await store.touch([`key-${agent.id}`], [agent.id], NOW + 5);
      expect((await store.listAgents(org))[0]?.seen).toBe(new Date(NOW + 5).toISOString());
      expect((await store.listKeys(org))[0]?.used).toBe(new Date(NOW + 5).toISOString());
    });

    it("counts policies from one, per organisation", async () => {
      expect(await store.policy(org)).toEqual({ version: 0, policy: {}, packs: [] });
      expect(await store.putPolicy(org, { mode: "observe" }, [], by())).toBe(1);
      expect(await store.putPolicy(org, { mode: "enforce" }, [{ name: "p", toml: "" }], by("why"))).toBe(2);
      expect(await store.policy(org)).toEqual({
        version: 2,
        policy: { mode: "enforce" },
        packs: [{ name: "p", toml: "" }],
        changed: NOW,
        by: "ann",
        reason: "why",
      });
      expect((await store.policy(other)).version).toBe(0);
      expect((await store.state(org)).policyVersion).toBe(2);
    });

    it("keeps the newest bundle, and refuses one that is not newer", async () => {
      expect(await store.bundle(org)).toBeUndefined();
      const bundle = {
        version: 2,
        etag: "x",
        issued: NOW,
        policyVersion: 1,
        revision: 0,
        bytes: Buffer.from([0, 255]),
      };
      await store.putBundle(org, bundle);
      expect(await store.bundle(org)).toEqual(bundle);
      await expect(store.putBundle(org, { ...bundle, etag: "y" })).rejects.toBeInstanceOf(StoreConflict);
      await expect(store.putBundle(org, { ...bundle, version: 1 })).rejects.toBeInstanceOf(StoreConflict);
      expect((await store.bundle(org))?.etag).toBe("x");
      expect(await store.bundle(other)).toBeUndefined();
    });

    it("takes an event once, whoever sends it again and in whatever company", async () => {
      const agent = await addAgent(org, "laptop");
      const second = await addAgent(org, "server");
      expect(await store.append([event(agent, "e1"), event(agent, "e1")], true)).toEqual([true, false]);
      expect(await store.append([event(agent, "e1"), event(agent, "e2")], true)).toEqual([false, true]);
      expect(await store.append([event(second, "e1")], false)).toEqual([true]);
      expect((await found(org)).sort()).toEqual(["e1", "e1", "e2"]);
    });

    it("gives each of many callers at once the answer about its own events", async () => {
      const agent = await addAgent(org, "laptop");
      const calls = Array.from({ length: 50 }, (_, i) =>
        store.append([event(agent, `e${i % 25}`), event(agent, `f${i}`)], i % 2 === 0),
      );
      const answers = await Promise.all(calls);
      expect(answers.every((answer) => answer.length === 2 && answer[1])).toBe(true);
      expect(answers.filter(([first]) => first).length).toBe(25);
      expect((await found(org)).length).toBe(75);
    });

    it("searches newest first, whenever an event arrived, page by page", async () => {
      const agent = await addAgent(org, "laptop");
      const times = [5, 1, 4, 2, 3, 3, 3];
      for (const [i, time] of times.entries()) {
        await store.append([event(agent, `t${time}.${i}`, { time: NOW - 10_000 + time })], true);
      }
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page: Awaited<ReturnType<Store["search"]>> = await store.search(org, { limit: 2, cursor });
        seen.push(...page.rows.map((row) => JSON.parse(row.record).eventId));
        cursor = page.next;
      } while (cursor !== undefined);
      expect(seen.map((id) => id.slice(0, 2))).toEqual(["t5", "t4", "t3", "t3", "t3", "t2", "t1"]);
      expect(new Set(seen).size).toBe(7);
      expect(await found(org, { cursor: "no cursor" })).toEqual([]);
    });

    it("searches by every filter, and by all of them together", async () => {
      const a = await addAgent(org, "a");
      const b = await addAgent(org, "b");
      const deny = { verdict: "deny", rules: ["fs.delete-home", "x"], text: "rm -rf ~ in the home" } as const;
      await store.append(
        [
          event(a, "e1", { ...deny, time: NOW - 4 }),
          event(b, "e2", { ...deny, time: NOW - 3, rules: ["fs.delete"] }),
          event(a, "e3", { time: NOW - 2, text: "git push --force origin" }),
          event(a, "e4", { time: NOW - 1, kind: "outcome", verdict: undefined, source: "gateway" }),
        ],
        true,
      );
      expect(await found(org, { agent: a.id })).toEqual(["e4", "e3", "e1"]);
      expect(await found(org, { agent: randomUUID() })).toEqual([]);
      expect(await found(org, { rule: "fs.delete" })).toEqual(["e2"]);
      expect(await found(org, { rule: "fs.delete-home" })).toEqual(["e1"]);
      expect(await found(org, { verdict: "deny" })).toEqual(["e2", "e1"]);
      expect(await found(org, { kind: "outcome" })).toEqual(["e4"]);
      expect(await found(org, { kind: "outcome", rule: "x" })).toEqual([]);
      expect(await found(org, { kind: "decision", rule: "x" })).toEqual(["e1"]);
      expect(await found(org, { source: "gateway" })).toEqual(["e4"]);
      expect(await found(org, { since: NOW - 3, until: NOW - 1 })).toEqual(["e3", "e2"]);
      expect(await found(org, { text: "force push" })).toEqual(["e3"]);
      expect(await found(org, { text: '"force push"' })).toEqual([]);
      expect(await found(org, { text: '"push --force"' })).toEqual(["e3"]);
      expect(await found(org, { text: "orig*" })).toEqual(["e3"]);
      expect(await found(org, { text: "HOME", verdict: "deny", agent: b.id, rule: "fs.delete" })).toEqual(["e2"]);
    });

    it.each(['"', "*", "a OR b", "facets : o1", "text:x", ")", "NEAR(a b)", "^a", "\0", "--", "AND", '"" ""', "o1"])(
      "takes %j as words to look for and never as a query",
      async (text) => {
        const agent = await addAgent(org, "laptop");
        await store.append([event(agent, "e1", { text: "nothing like it" })], true);
        expect(await found(org, { text })).toEqual([]);
      },
    );

    it("answers the same where there is one organisation alone", async () => {
      const own = make();
      const alone = await own.open();
      const { id } = await alone.addOrg("alone", KEYS, NOW);
      const agent = agentOf(id, "laptop");
      await alone.addAgent(agent, keyOf(id, "key", agent.id), by());
      await alone.append(
        [event(agent, "e1", { verdict: "deny", rules: ["r"], text: "git push" }), event(agent, "e2")],
        true,
      );
      for (const query of [
        { verdict: "deny" },
        { rule: "r" },
        { text: "push" },
        { text: "push", agent: agent.id },
      ] as const)
        expect((await alone.search(id, { limit: 9, ...query })).rows.length, JSON.stringify(query)).toBe(1);
      for (const query of [{}, { agent: agent.id }, { kind: "decision" }] as const)
        expect((await alone.search(id, { limit: 9, ...query })).rows.length, JSON.stringify(query)).toBe(2);
      await alone.close();
      own.remove();
    });

    it("finds nothing of another organisation, by no filter", async () => {
      const agent = await addAgent(org, "laptop");
      await store.append([event(agent, "e1", { verdict: "deny", rules: ["r"], text: "secret words" })], true);
      for (const query of [{}, { agent: agent.id }, { rule: "r" }, { verdict: "deny" }, { text: "secret" }] as const) {
        expect(await found(org, query)).toEqual(["e1"]);
        expect(await found(other, query)).toEqual([]);
      }
    });

    it("intersects words and filters within one organisation, whatever the others have", async () => {
      const agents = [await addAgent(org, "ours"), await addAgent(other, "theirs")];
      const texts = ["git push", "git pull", "docker pull", "docker push now", "git docker", "x"];
      for (const [a, agent] of agents.entries())
        await store.append(
          texts
            // Of the two words that never meet in one organisation the other one has both.
            .filter((text) => a === 1 || text !== "git docker")
            .map((text, i) =>
              event(agent, text, { text, time: NOW - 10 + i, ...(i % 2 === 0 && { verdict: "deny" }) }),
            ),
          true,
        );
      expect(await found(org, { text: "git docker" })).toEqual([]);
      expect(await found(other, { text: "git docker" })).toEqual(["git docker"]);
      expect(await found(org, { text: "git push" })).toEqual(["git push"]);
      expect(await found(org, { text: "pull", verdict: "deny" })).toEqual(["docker pull"]);
      expect(await found(org, { text: "x" })).toEqual(["x"]);
      expect(await found(other, { text: "docker pu* now" })).toEqual(["docker push now"]);
      expect(await found(org, { text: "push", kind: "decision", source: "guard" })).toEqual([
        "docker push now",
        "git push",
      ]);
    });

    it("gives an event whose clock cannot be right the time at which it came", async () => {
      const agent = await addAgent(org, "laptop");
      const wrong = [0, NOW + 86_400_000, Number.NaN].map((time, i) => event(agent, `w${i}`, { time }));
      await store.append([...wrong, event(agent, "old", { time: NOW - 5_000 })], true);
      expect((await found(org, { since: NOW - 1, until: NOW + 1_000 })).length).toBe(3);
    });

    it("forgets what is older than a moment, from the search, too", async () => {
      const agent = await addAgent(org, "laptop");
      await store.append(
        [1, 2, 3, 4].map((i) => event(agent, `e${i}`, { time: NOW - 10_000 + i, text: "word" })),
        true,
      );
      expect(await store.forget(NOW - 10_000 + 4, 2)).toBe(2);
      expect(await store.forget(NOW - 10_000 + 4, 2)).toBe(1);
      expect(await store.forget(NOW - 10_000 + 4, 2)).toBe(0);
      expect(await found(org, { text: "word" })).toEqual(["e4"]);
    });

    it("writes down every change, who made it and why, in a chain", async () => {
      const agent = await addAgent(org, "laptop");
      await store.setAgentState(org, agent.id, "suspended", by("lunch"));
      await store.killAll(org, by("fire"));
      await store.putPolicy(org, {}, [], by("start"));
      await store.addKey(keyOf(org, "k1"), by("for bob"));
      await store.removeKey(org, "k1", by("bob left"));
      await addAgent(other, "theirs");
      const { rows } = await store.changes(org, undefined, 100);
      expect(rows.map((row) => [row.action, row.reason])).toEqual([
        ["key.remove", "bob left"],
        ["key.add", "for bob"],
        ["policy.apply", "start"],
        ["agent.kill-all", "fire"],
        ["agent.suspend", "lunch"],
        ["agent.register", "a test"],
      ]);
      expect(rows[0]?.by).toEqual({ key: "k0", name: "ann" });
      const first = await store.changes(org, undefined, 4);
      const rest = await store.changes(org, first.next, 4);
      expect([...first.rows, ...rest.rows]).toEqual(rows);
      expect(rest.next).toBeUndefined();
      expect(await store.brokenChange(org)).toBeUndefined();
      expect(await store.brokenChange(other)).toBeUndefined();
    });

    it("does nothing at all where its last step fails", async () => {
      const agent = await addAgent(org, "laptop");
      const twice = { ...agentOf(org, "twin"), id: agent.id };
      await expect(store.addAgent(twice, keyOf(org, "k9", agent.id), by())).rejects.toThrow();
      expect((await store.changes(org, undefined, 10)).rows.length).toBe(1);
      expect((await store.listKeys(org)).length).toBe(1);
    });

    it("makes a copy while it is written to", async () => {
      const agent = await addAgent(org, "laptop");
      await store.append([event(agent, "e1")], true);
      const file = place.copyPlace();
      const [, added] = await Promise.all([store.backup(file), store.append([event(agent, "e2")], true)]);
      expect(added).toEqual([true]);
      const copy = await place.openCopy(file);
      const { rows } = await copy.search(org, { limit: 10 });
      expect(rows.map((row) => JSON.parse(row.record).eventId)).toContain("e1");
      expect((await copy.findAgent(org, agent.id))?.name).toBe("laptop");
      await copy.close();
      await expect(store.backup(file)).rejects.toThrow();
    });
  });
}
