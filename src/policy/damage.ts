import type { KeyProblem } from "./checks.ts";
import { EMPTY_LAYER, type GatewaySettings, type LayerConfig, type RuleSetting } from "./layer.ts";

// INVARIANT: a damaged file never loosens anything. What cannot be read counts as what the last good copy said there, and without
// a copy as the strictest that could have stood there. docs/decisions/003-damaged-config.md argues it.

/** The layer for a file whose text is no configuration at all. */
export function assumeAll(text: string | undefined): LayerConfig {
  // Ordinary work has no findings, so enforcing locks nobody out; "strict" asks much more, so it is assumed only where it is mentioned.
  const mentionsStrict = text !== undefined && /"strict"/.test(text);
  return { ...EMPTY_LAYER, mode: "enforce", failMode: "closed", profile: mentionsStrict ? "strict" : undefined };
}

/** Fills in the keys of `config` that were wrong in the file. */
export function assumeWrongKeys(
  config: LayerConfig,
  problems: readonly KeyProblem[],
  known: LayerConfig | undefined,
): LayerConfig {
  const filled = {
    ...config,
    rules: { ...config.rules } as Record<string, RuleSetting>,
    categories: { ...config.categories },
    gateway: { ...config.gateway } as { -readonly [K in keyof GatewaySettings]: GatewaySettings[K] },
  };
  for (const { kind, path } of problems) {
    const [key, name, field] = path;
    if (kind !== "wrong") continue;
    if (key === "mode") filled.mode = known?.mode ?? "enforce";
    else if (key === "profile") filled.profile = known?.profile ?? "strict";
    else if (key === "failMode" || key === "fail_open") filled.failMode = known?.failMode ?? "closed";
    // A stage could have enforced everything, on this machine and today.
    else if (key === "rollout" && known !== undefined) filled.rollout = known.rollout;
    else if (key === "rollout") filled.mode = "enforce";
    // No root at all has this fingerprint: no bundle counts until it is put right.
    else if (key === "bundle_root") filled.bundle_root = known?.bundle_root ?? "0".repeat(64);
    else if (key === "gateway_url" || key === "gateway")
      Object.assign(filled.gateway, assumeGateway(key === "gateway" ? name : "url", known?.gateway));
    else if (key === "wrappers") filled.wrappers = [...new Set([...filled.wrappers, ...(known?.wrappers ?? [])])];
    else if (key === "locks") filled.locks = [...new Set([...filled.locks, ...(known?.locks ?? [])])];
    else if ((key === "rules" || key === "categories") && name === undefined) {
      if (known === undefined) filled.mode = "enforce";
      else Object.assign(filled, { [key]: known[key] });
    } else if (key === "rules" && name !== undefined) {
      const last = own(known?.rules, name);
      const mode = field === "severity" ? undefined : (last?.mode ?? "enforce");
      const severity =
        field === "mode" ? undefined : (last?.severity ?? (field === "severity" ? "critical" : undefined));
      filled.rules[name] = { ...own(filled.rules, name), ...(mode && { mode }), ...(severity && { severity }) };
    } else if (key === "categories" && name !== undefined) {
      filled.categories = { ...filled.categories, [name]: { mode: own(known?.categories, name)?.mode ?? "enforce" } };
    }
  }
  return filled;
}

/** An address that never answers stands for one that cannot be read: `when_unreachable` decides. */
const UNREADABLE = "http://unreadable.invalid";
const STRICTEST: GatewaySettings = {
  ask: "all",
  when_unreachable: { default: "closed", categories: {}, rules: {} },
  content: "withheld",
};

/** What stands for a key of `gateway` that is wrong, or for the whole where `name` is undefined. */
function assumeGateway(name: string | undefined, known: GatewaySettings | undefined): GatewaySettings {
  if (name === undefined) return known ?? {};
  const key = name === "url" ? "gateway_url" : (name as keyof GatewaySettings);
  const value = known?.[key] ?? (key === "gateway_url" ? UNREADABLE : STRICTEST[key]);
  return value === undefined ? {} : { [key]: value };
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
