import { renameSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isObject } from "../model/json.ts";
import { makeFolder, readSmallFile } from "./file.ts";
import { EMPTY_LAYER, type LayerConfig } from "./layer.ts";

// The last good copy of a file stands in when the file is damaged. It holds no secrets: where the gateway is, but not the keys to it,
// so that the gateway counts as unreachable and not as none.

const SECRETS = ["api_key", "secret"] as const;

function memoryFile(folder: string, file: string): string {
  return join(folder, "last-good", `${shortHash(file)}.json`);
}

/** The copy of `file`, undefined where there is none. */
export function recall(folder: string | undefined, file: string): LayerConfig | undefined {
  if (folder === undefined) return undefined;
  const read = readSmallFile(memoryFile(folder, file));
  if (read.kind !== "text") return undefined;
  try {
    const value: unknown = JSON.parse(read.text);
    // Written by `remember` alone, so the shape needs no second check beyond the path that tells two files of one hash apart.
    if (!isObject(value) || value.file !== file || !isObject(value.config)) return undefined;
    // A copy of an older version lacks the keys that came later.
    return { ...EMPTY_LAYER, ...(value.config as unknown as LayerConfig) };
  } catch {
    return undefined;
  }
}

/** Keeps `config` as the last good copy of `file`; writes only what changed. A copy that cannot be kept is no error: it is a help, not a promise. */
export function remember(folder: string | undefined, file: string, config: LayerConfig): void {
  if (folder === undefined) return;
  const gateway = { ...config.gateway };
  for (const name of SECRETS) delete gateway[name];
  if (gateway.gateway_url?.includes("@")) delete gateway.gateway_url; // may name a user with a password
  const text = `${JSON.stringify({ file, config: { ...config, gateway } satisfies LayerConfig })}\n`;
  const path = memoryFile(folder, file);
  const known = readSmallFile(path);
  if (known.kind === "text" && known.text === text) return;
  const temporary = `${path}.${process.pid}`;
  try {
    makeFolder(dirname(path), 3);
    writeFileSync(temporary, text, { mode: 0o600, flag: "wx" });
    renameSync(temporary, path);
  } catch {
    try {
      unlinkSync(temporary);
    } catch {}
  }
}

/** FNV-1a in two lanes, 16 hex digits: names a file, protects nothing. */
function shortHash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
  }
  return [a, b].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
