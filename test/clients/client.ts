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

/** Who configures the hooks: this harness, or the guard's own `install` for the user or for the machine. */
export type Via = "hand" | "install" | "managed";

/** A file that is the user's or the machine's before the guard comes; without a text there is none. */
export interface OwnFile {
  readonly file: string;
  readonly text: string | undefined;
}

export interface Session {
  /** "" for the only or usual way; else shown in the table. */
  readonly variant: string;
  readonly scenarios: readonly ScenarioName[];
  /** Done to the files from outside of the session, after its first call; only where the guard was installed to stop that. */
  readonly meanwhile?: (place: Place) => void;
  /** Another agent, whose hooks this client runs, too; only where the guard was installed into both. */
  readonly beside?: string;
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
  /** With what a subagent gives its work back, where the client does not take a closing text for it. */
  readonly handBack?: ToolUse;
  readonly serve: (script: Script, place: Place) => Promise<ModelServer>;
  /** Every file of the client's that an installation touches, as it was before; laid out by it, and compared at the end. */
  readonly own: (place: Place, via: Via) => readonly OwnFile[];
  /** Writes the hook configuration by hand. */
  readonly configure: (place: Place, guard: string) => void;
  readonly launch: (options: LaunchOptions) => Launch;
}
