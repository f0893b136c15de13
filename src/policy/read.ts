import type { FailMode } from "../model/decision.ts";
import type { JsonObject } from "../model/json.ts";
import {
  type Check,
  flag,
  integer,
  type KeyProblem,
  list,
  object,
  oneOf,
  record,
  type Table,
  text,
  wholeObject,
  wrong,
} from "./checks.ts";
import {
  type CategorySetting,
  EMPTY_LAYER,
  type Exemption,
  type GatewaySettings,
  type LayerConfig,
  LOCKABLE,
  type RuleSetting,
  type Stage,
} from "./layer.ts";
import { DATE, LIMITS, NAMES } from "./limits.ts";
import { FAIL_MODES, MODES, PROFILES, SEVERITIES } from "./order.ts";
import { gatewaySection, type RawGateway, toSettings } from "./read-gateway.ts";

// Hand-written checks, because the full schema library costs more to load than the whole decision may take. `schema.ts` says
// the same for people and editors; a test holds both against each other.

type FlatSettings = Pick<
  GatewaySettings,
  "gateway_url" | "api_key" | "agent_id" | "secret" | "skip_low_risk" | "timeout_ms"
>;

/** The keys of a file, before they are sorted into a LayerConfig. */
export interface RawConfig extends Omit<LayerConfig, "gateway">, FlatSettings {
  readonly gateway?: RawGateway;
  readonly $schema?: string;
  readonly version?: number;
  /** The older name of the fail mode. */
  readonly fail_open?: boolean;
}

/** A date counts to its end (UTC); a time counts to itself. */
const end: Check<number> = (value, path, report) => {
  const parsed = start(value, path, report);
  return parsed !== undefined && (value as string).length === 10 ? parsed + 24 * 60 * 60 * 1000 : parsed;
};

/** A date counts from its beginning (UTC). */
const start: Check<number> = (value, path, report) => {
  const parsed = typeof value === "string" && DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed)
    ? wrong(path, report, "must be a date such as 2027-01-31 or a time with its zone")
    : parsed;
};

const CATEGORY: Table<CategorySetting> = { mode: oneOf(MODES) };
const RULE: Table<RuleSetting> = { mode: oneOf(MODES), severity: oneOf(SEVERITIES) };
const EXEMPTION: Table<Exemption> = {
  rule: text(LIMITS.name, NAMES.id, "a rule's id"),
  path: text(LIMITS.text),
  repo: text(LIMITS.text),
  agent: text(LIMITS.name, NAMES.id, "an agent's id"),
  reason: text(LIMITS.text),
  expires: end,
};
const ids = list(text(LIMITS.name, NAMES.id, "an id"), LIMITS.list);
const STAGE: Table<Stage> = {
  percent: integer(0, 100),
  from: start,
  mode: oneOf(MODES),
  rules: ids,
  categories: ids,
  profile: oneOf(PROFILES),
};
const FILE: Table<RawConfig> = {
  $schema: text(LIMITS.long),
  version: integer(1, 1),
  mode: oneOf(MODES),
  profile: oneOf(PROFILES),
  failMode: oneOf(FAIL_MODES),
  categories: record(NAMES.id, object(CATEGORY)),
  rules: record(NAMES.id, object(RULE)),
  // INVARIANT: one condition that cannot be read, or is unknown, drops the whole exemption, or it would exempt more than was meant.
  exemptions: list(wholeObject(EXEMPTION, ["rule", "reason"]), LIMITS.list),
  // A part that cannot be read leaves a stage that is for more machines or rules than was meant: tighter, never looser.
  rollout: list(object(STAGE), LIMITS.stages),
  wrappers: list(text(LIMITS.name, NAMES.program, "a program's name"), LIMITS.list),
  contact: text(LIMITS.contact),
  locks: list(oneOf(LOCKABLE), LIMITS.list),
  allowUserExemptions: flag,
  bundle_root: text(LIMITS.name, NAMES.sha256, "a fingerprint of 64 hexadecimal digits"),
  minimumVersion: text(LIMITS.name, NAMES.version, "a version such as 0.3.0"),
  gateway_url: text(LIMITS.long, NAMES.url, "an http or https address"),
  api_key: text(LIMITS.long),
  agent_id: text(LIMITS.text),
  secret: text(LIMITS.long),
  skip_low_risk: flag,
  timeout_ms: integer(1, LIMITS.timeoutMs),
  gateway: gatewaySection,
  fail_open: flag,
};
const checkFile = object(FILE);

export interface ReadConfig {
  readonly config: LayerConfig;
  readonly problems: readonly KeyProblem[];
}

/** Reads a parsed guard.json: what is wrong is left out and reported, what is unknown is reported. */
export function readConfig(value: JsonObject): ReadConfig {
  const problems: KeyProblem[] = [];
  const raw = checkFile(value, [], (problem) => problems.push(problem)) ?? {};
  return { config: toLayer(raw), problems };
}

function toLayer(raw: Partial<RawConfig>): LayerConfig {
  const { $schema: _schema, version: _version, fail_open, ...rest } = raw;
  const { gateway_url, api_key, agent_id, secret, skip_low_risk, timeout_ms, gateway, ...own } = rest;
  const older: FailMode | undefined = fail_open === undefined ? undefined : fail_open ? "open" : "closed";
  return {
    ...EMPTY_LAYER,
    ...own,
    failMode: own.failMode ?? older,
    gateway: stated({
      ...{ gateway_url, api_key, agent_id, secret, skip_low_risk, timeout_ms },
      ...toSettings(gateway ?? {}),
    }),
  };
}

function stated(settings: GatewaySettings): GatewaySettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
