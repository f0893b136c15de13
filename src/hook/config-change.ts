import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Json, type JsonObject, stringAt } from "../model/json.ts";

/** Settings are small; a file beyond it is not read on the way of a hook. */
const MAX_BYTES = 4 * 1024 * 1024;

/** What the person's own installation put into the changed file, as far as the manifest of installations tells. */
interface Installed {
  /** This very file holds an entry of the guard. */
  readonly here: boolean;
  /** So does some file of this agent whose hooks `disableAllHooks` silences. */
  readonly silenceable: boolean;
}

/**
 * Why a change of Claude Code's settings must not take effect in the running session; undefined where nothing is to be
 * said against it. Refused, the client goes on with the settings from before (run of 2.1.329: exit 2 to ConfigChange).
 * A person who uninstalls takes the file out of the manifest, which no tool call may write, long before the client has
 * found the changed file quiet.
 */
export function objection(payload: JsonObject, home: string | undefined): string | undefined {
  const file = stringAt(payload, "file_path");
  if (home === undefined || file === undefined) return undefined;
  const installed = installations(read(join(home, ".clampd", "backups", "manifest.json")), file);
  if (!installed.here && !installed.silenceable) return undefined;
  return loosened(read(file), installed);
}

/** Pure. `settings` is undefined where the file is gone or cannot be read: the client takes it for empty. */
function loosened(settings: Json | undefined, { here, silenceable }: Installed): string | undefined {
  const root = isObject(settings) ? settings : {};
  if (silenceable && root.disableAllHooks === true) return "the settings would switch every hook off (disableAllHooks)";
  if (here && !startsGuard(root)) return "the settings would no longer start clampd-guard before a tool call";
  return undefined;
}

function installations(manifest: Json | undefined, file: string): Installed {
  const files = isObject(manifest) && isObject(manifest.files) ? manifest.files : {};
  const ours = Object.entries(files).filter(([, deed]) => isObject(deed) && deed.agent === "claude");
  return {
    here: ours.some(([name, deed]) => name === file || (isObject(deed) && deed.path === file)),
    silenceable: ours.some(([, deed]) => isObject(deed) && deed.scope !== "managed"),
  };
}

function startsGuard({ hooks }: JsonObject): boolean {
  const groups = isObject(hooks) && Array.isArray(hooks.PreToolUse) ? hooks.PreToolUse : [];
  return groups.some((group: Json) => {
    const handlers = isObject(group) && Array.isArray(group.hooks) ? group.hooks : [];
    return handlers.some(
      (handler: Json) =>
        isObject(handler) &&
        handler.async !== true &&
        typeof handler.command === "string" &&
        /[\\/]clampd-guard(?:\.exe)?$/.test(handler.command),
    );
  });
}

function read(file: string): Json | undefined {
  try {
    if (statSync(file).size > MAX_BYTES) return undefined;
    return JSON.parse(readFileSync(file, "utf8").replace(/^\ufeff/, "")) as Json;
  } catch {
    return undefined;
  }
}
