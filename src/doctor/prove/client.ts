import type { ModelServer, Script, ToolUse } from "./model/script.ts";

/** How a client is brought to make a scripted call with the hooks that it has, and without account, key or network. */
export interface ProofClient {
  readonly agent: string;
  /** Name on PATH. */
  readonly program: string;
  /** Its shell tool. */
  readonly shell: (command: string) => ToolUse;
  /** Laid into the workspace, by path from there: what the environment and the command line cannot say. */
  readonly files?: Readonly<Record<string, string>>;
  readonly serve: (script: Script) => Promise<ModelServer>;
  readonly launch: (options: LaunchOptions) => Launch;
}

interface LaunchOptions {
  readonly port: number;
  readonly prompt: string;
  readonly folder: string;
}

interface Launch {
  readonly args: readonly string[];
  /** Over the environment of the doctor; undefined takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** No key of anybody's: the model listens on loopback and takes all. */
export const DUMMY_KEY = "dummy-key-for-loopback";

/** A proxy would be asked for loopback, too, by clients that do not know better. */
export const NO_PROXY = { NO_PROXY: "127.0.0.1,localhost", no_proxy: "127.0.0.1,localhost" } as const;
