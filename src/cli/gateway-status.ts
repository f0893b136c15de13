import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { bundleState } from "../bundle/state.ts";
import { standingOf } from "../gateway/agent-state.ts";
import { gatewayConfig } from "../gateway/settings.ts";
import { readCursor } from "../gateway/spool/cursor.ts";
import { gatewayFolder, readState } from "../gateway/state-file.ts";
import type { EffectivePolicy } from "../policy/effective.ts";
import type { Places } from "./places.ts";
import { plain, style } from "./print.ts";

/** What `status` says of the gateway and of bundles, from this machine's files alone: nobody is asked. Holds no secrets. */
export function gatewayFacts(policy: EffectivePolicy, { home, journal }: Places) {
  const config = gatewayConfig(policy);
  const bundles = home === undefined ? undefined : bundleState(join(home, ".clampd", "bundle"));
  if (config === undefined || home === undefined) return { gateway: undefined, bundles };
  const { url, agentId, ask, whenUnreachable, deadlineMs, content, layer } = config;
  const known = agentId === undefined ? undefined : standingOf(readState(gatewayFolder(home), agentId));
  const gateway = {
    ...{ url, layer, agentId, ask, whenUnreachable: whenUnreachable.default ?? "local", deadlineMs, content },
    identified: config.apiKey !== undefined && config.secret !== undefined && agentId !== undefined,
    standing: known?.standing,
    reason: known?.reason,
    unsentBytes: journal === undefined || agentId === undefined ? undefined : unsent(home, journal, agentId),
  };
  return { gateway, bundles };
}

/** Bytes of the journal that the gateway has not acknowledged; undefined where nothing was sent yet. */
function unsent(home: string, journal: string, agent: string): number | undefined {
  const cursor = readCursor(join(home, ".clampd", "spool"), agent);
  if (cursor === undefined) return undefined;
  try {
    return readdirSync(journal)
      .filter((name) => /^\d{4}-\d{2}-\d{2}\.jsonl$/.test(name) && name >= cursor.file)
      .reduce((sum, name) => sum + statSync(join(journal, name)).size, -cursor.offset);
  } catch {
    return undefined;
  }
}

type Facts = ReturnType<typeof gatewayFacts>;

/** Rows for a table: name, value, where from. */
export function gatewayRows({ gateway, bundles }: Facts, now: number): readonly (readonly string[])[] {
  const rows: string[][] = [];
  if (gateway !== undefined) {
    const { url, layer, agentId, identified, standing, reason, ask, whenUnreachable, unsentBytes } = gateway;
    rows.push(["gateway", style("bold", plain(url)), `(${layer})`]);
    rows.push(["  asked about", typeof ask === "string" ? ask : ask.join(", "), `unreachable: ${whenUnreachable}`]);
    if (!identified) rows.push(["  agent", style("red", "nobody: key, agent id or secret is missing"), ""]);
    else {
      const colour = standing === "killed" ? "red" : standing === "suspended" ? "yellow" : "green";
      rows.push(["  agent", plain(agentId ?? ""), `${style(colour, standing ?? "")} ${plain(reason ?? "")}`.trim()]);
    }
    if (unsentBytes !== undefined)
      rows.push(["  not sent yet", `${Math.max(0, unsentBytes)} bytes of the journal`, ""]);
  }
  const trust = bundles?.trust;
  if (trust !== undefined && "fingerprint" in trust)
    rows.push(["root of trust", trust.fingerprint, ended(trust.expires, now)]);
  else if (trust !== undefined) rows.push(["root of trust", style("red", plain(trust.message)), ""]);
  const bundle = bundles?.bundle;
  if (bundle?.kind === "kept")
    rows.push(["bundle", `version ${bundle.version}, ${bundle.packs} packs`, ended(bundle.expires, now)]);
  return rows;
}

function ended(expires: number, now: number): string {
  const day = new Date(expires).toISOString().slice(0, 10);
  return expires > now ? `until ${day}` : style("yellow", `expired on ${day}, and stays in force`);
}
