import { join } from "node:path";
import type { Decision } from "../model/decision.ts";
import type { ToolCall } from "../model/toolcall.ts";
import type { EffectivePolicy } from "../policy/effective.ts";
import { fetchBundle, wordOfKept } from "./bundles.ts";
import { GatewayClient } from "./client.ts";
import { Following } from "./follow.ts";
import { newLink } from "./link.ts";
import type { Told } from "./message.ts";
import { type GatewayConfig, gatewayConfig } from "./settings.ts";
import type { GatewaySide } from "./side.ts";
import { Sender } from "./spool/sender.ts";
import { WatchedState } from "./state-file.ts";

/** Where the client keeps things; all below the user's ~/.clampd, or the service's own folder. */
interface GatewayPlaces {
  readonly state: string;
  readonly spool: string;
  readonly bundle: string;
  readonly journal: string;
}

export interface GatewayOptions {
  /** The served user's; undefined where none is known: nothing is kept then. */
  readonly home: string | undefined;
  /** Folders of the machine's own service, which cannot write in the user's home. */
  readonly service?: { readonly journal: string; readonly memory: string } | undefined;
  readonly log: (line: string) => void;
}

/** The whole client as an engine runs it. */
export interface EngineGateway extends GatewaySide {
  /** Connects to what the policy names, before a call needs it. */
  readonly prepare: (policy: EffectivePolicy) => void;
  /** What is recorded and not sent yet is sent, as far as the gateway takes it in half a second. */
  readonly close: () => Promise<void>;
}

interface Open {
  readonly key: string;
  readonly client: GatewayClient;
  readonly sender: Sender;
  readonly close: () => Promise<void>;
}

/** A policy may name another gateway from one call to the next; the one before is let go. */
export function openGateways(options: GatewayOptions): EngineGateway {
  let current: Open | undefined;
  const use = (policy: EffectivePolicy): Open | undefined => {
    const config = gatewayConfig(policy);
    if (config === undefined) return undefined;
    const key = JSON.stringify(config);
    if (current?.key !== key) {
      void current?.close();
      current = { key, ...open(config, options) };
    }
    return current;
  };
  return {
    prepare: (policy) => void use(policy),
    decide: (told: Told, policy: EffectivePolicy, arrived: number): Decision | Promise<Decision> => {
      const found = use(policy);
      if (found === undefined) return told.local;
      found.sender.poke();
      return found.client.decide(told, policy, arrived);
    },
    ended: (call: ToolCall, policy: EffectivePolicy) => {
      const found = use(policy);
      found?.sender.poke();
      found?.client.inspect(call);
    },
    close: async () => current?.close(),
  };
}

function open(config: GatewayConfig, { home, service, log }: GatewayOptions): Omit<Open, "key"> {
  const places = gatewayPlaces(home ?? NO_HOME, service);
  const agent = config.agentId ?? "";
  const link = newLink(config, () => following.lost());
  const client = new GatewayClient(config, link, new WatchedState(places.state, agent));
  const learnBundle = () => {
    const word = wordOfKept(places.bundle, agent);
    if (word !== undefined) client.hears(word);
  };
  const { url, bundleRoot } = config;
  const named = bundleRoot === undefined ? undefined : { url, fingerprint: bundleRoot };
  let fetching: Promise<void> = Promise.resolve();
  const following = new Following(link, {
    agent,
    hears: (word) => client.hears(word),
    policyIs: (version) => client.policyIs(version),
    bundleIs: (etag) => {
      fetching = fetching.then(async () => {
        const line = await fetchBundle(link, places.bundle, etag, named);
        if (line !== undefined) log(`gateway: ${line}`);
        learnBundle();
      });
    },
  });
  const sender = new Sender({
    agent,
    journal: places.journal,
    folder: places.spool,
    content: config.content,
    isWanted: () => link.announced().events !== undefined,
    send: (body) => link.postText("/v1/events", body, performance.now() + SEND_MS),
    log: (line) => log(`gateway: ${line}`),
  });
  learnBundle();
  following.start();
  sender.poke();
  return {
    client,
    sender,
    close: async () => {
      following.stop();
      await sender.stop(LAST_SEND_MS);
      link.close();
    },
  };
}

const SEND_MS = 30_000;
const LAST_SEND_MS = 500;

/** Nothing is there and nothing can be made there: what would be kept is kept in memory only. */
const NO_HOME = "/nonexistent";

function gatewayPlaces(home: string, service?: { readonly journal: string; readonly memory: string }): GatewayPlaces {
  const clampd = join(home, ".clampd");
  return {
    state: service === undefined ? join(clampd, "gateway") : join(service.memory, "gateway"),
    spool: service === undefined ? join(clampd, "spool") : join(service.memory, "spool"),
    bundle: service === undefined ? join(clampd, "bundle") : join(service.memory, "bundle"),
    journal: service?.journal ?? join(clampd, "journal"),
  };
}
