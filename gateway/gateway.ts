import type { Logger } from "pino";
import type { Directory } from "./auth/directory.ts";
import type { JwtCheck } from "./auth/jwt.ts";
import type { Bundles } from "./bundle/bundles.ts";
import type { Policies } from "./decide/policies.ts";
import type { Hub } from "./events/hub.ts";
import type { Recorder } from "./events/recorder.ts";
import type { Health } from "./health.ts";
import type { Metrics } from "./metrics.ts";
import type { Rates } from "./rates.ts";
import type { Store } from "./store/store.ts";

/** What routes work with. Made once, handed to every route; nothing of it is global. */
export interface Gateway {
  readonly store: Store;
  readonly directory: Directory;
  readonly jwts: JwtCheck;
  readonly rates: Rates;
  readonly policies: Policies;
  readonly bundles: Bundles;
  readonly hub: Hub;
  readonly health: Health;
  readonly recorder: Recorder;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Metrics are for everybody who can reach the port. */
  readonly openMetrics: boolean;
}
