import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../../hooks/dialect.ts";

export interface Recording {
  /** Path below the recordings, without extension. */
  readonly name: string;
  readonly event: string;
  readonly tool: string | null;
  readonly env: Env;
  readonly stdin: string;
}

const root = join(import.meta.dirname, "../fixtures/recordings");

/** Folders of recorded clients, e.g. "claude-2.1.329". */
export const clients: readonly string[] = readdirSync(root).sort();

/** What the real client wrote to its hook's stdin, with the environment variables that dialects read. */
export function recordings(client: string): readonly Recording[] {
  return (readdirSync(join(root, client), { recursive: true }) as string[])
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => ({
      name: `${client}/${file.replaceAll("\\", "/").slice(0, -".json".length)}`,
      ...JSON.parse(readFileSync(join(root, client, file), "utf8")),
    }));
}
