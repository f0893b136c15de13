/** What the harness has to know about a client: data, how its hooks are configured, how it is started. */

import type { ModelServer, Script, ToolUse } from "../../src/doctor/prove/model/script.ts";
import type { Act, Place, ScenarioName } from "./scenario.ts";

export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface LaunchOptions {
  readonly place: Place;
  readonly port: number;
  readonly prompt: string;
  /** The session's variant, as named in `sessions`. */
  readonly variant: string;
  /** Hook trust was recorded by the installer; nothing is bypassed. */
  readonly trusted: boolean;
}

export interface Session {
  /** "" for the only or usual way; else shown in the table. */
  readonly variant: string;
  readonly scenarios: readonly ScenarioName[];
}

export interface Client {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** One run of the client each. */
  readonly sessions: readonly Session[];
  /** Further table names, where the client has its own word for a scenario. */
  readonly labels?: Readonly<Partial<Record<ScenarioName, string>>>;
  /** The act in the client's tools; the last use is the one that is judged. */
  readonly spell: (act: Act, variant: string) => readonly ToolUse[];
  /** Starts a subagent whose opening text holds `marker`, and waits for it. */
  readonly delegate: (marker: string) => readonly ToolUse[];
  readonly serve: (script: Script, place: Place) => Promise<ModelServer>;
  /** Writes the hook configuration by hand. */
  readonly configure: (place: Place, guard: string) => void;
  readonly launch: (options: LaunchOptions) => Launch;
}
