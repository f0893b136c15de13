import { DYNAMIC } from "../../model/effect.ts";
import type { Context } from "../context.ts";
import { absolutePath } from "../paths/normalise.ts";
import { placed } from "../paths/placed.ts";
import type { Field } from "../shell/value.ts";
import type { Invocation } from "./program.ts";

/** Scripts that project files name: their shell text is interpreted where the file can be read, a missing file is silence. */

const MANIFEST_DEPTH = 6;

/** Text of a project file in `folder` or, up to the nearest one that has it, above. */
export function projectFile(run: Invocation, folder: string | undefined, names: readonly string[], upwards = true) {
  let at = folder;
  for (let level = 0; at !== undefined && level < MANIFEST_DEPTH; level++) {
    for (const name of names) {
      const path = `${at === "/" ? "" : at}/${name}`;
      // Asked first, because nothing else need be known of the many that are not there; what the call itself wrote goes by its resolved path.
      if (run.state.files.size === 0 && run.context.world.stat(path) === "missing") continue;
      const target = placed(path, at, run.context, {});
      const text = run.readFile(target)?.text;
      if (text !== undefined) return { text, target, folder: at };
    }
    const parent = at.slice(0, at.lastIndexOf("/"));
    at = !upwards || parent === "" || parent === at ? undefined : parent;
  }
  return undefined;
}

/** Scripts that a call has run already, with how often: once tells all, and scripts that start each other come to an end. */
const done = new WeakMap<Context, Map<string, number>>();
/** With other arguments each time (`test` runs `test -- --more`). */
const MAX_REPEATS = 4;

export function runScript(
  run: Invocation,
  text: string,
  file: NonNullable<ReturnType<typeof projectFile>>,
  args: readonly Field[] = [],
): void {
  const rest = args.map((field) => ` '${field.text.replaceAll("'", "'\\''")}'`).join("");
  const seen = done.get(run.context) ?? new Map<string, number>();
  done.set(run.context, seen);
  const script = [file.target.path, run.state.elevated, run.state.where, text].join("\n");
  const key = `${script}\n${rest}`;
  const times = seen.get(script) ?? 0;
  if (seen.has(key) || times >= MAX_REPEATS) return;
  seen.set(key, 1);
  seen.set(script, times + 1);
  run.shell(text + rest, { source: "file", target: file.target, changes: { cwd: file.folder } });
}

/** `scripts` of package.json, with the scripts before and after. docs.npmjs.com/cli/using-npm/scripts. */
export function runPackageScript(
  run: Invocation,
  name: string,
  args: readonly Field[],
  folder: string | undefined,
): boolean {
  const file = projectFile(run, folder, ["package.json"]);
  const scripts = file === undefined ? undefined : textsOf(file.text, "scripts");
  if (file === undefined || scripts === undefined) return false;
  let found = false;
  for (const [key, own] of [
    [`pre${name}`, false],
    [name, true],
    [`post${name}`, false],
  ] as const) {
    const text = scripts[key];
    if (typeof text !== "string") continue;
    found = true;
    runScript(run, text, file, own ? args : []);
  }
  return found;
}

/** Texts under one key of a JSON file: `scripts`, `tasks`. Lists are joined, `{command}` is its command. */
function textsOf(json: string, key: string): Readonly<Record<string, string>> | undefined {
  let data: unknown;
  try {
    data = JSON.parse(json.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
  const section = (data as Record<string, unknown> | null)?.[key];
  if (typeof section !== "object" || section === null) return undefined;
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(section)) {
    const command = typeof value === "object" && value !== null && "command" in value ? value.command : value;
    if (typeof command === "string") out[name] = command;
    else if (Array.isArray(command)) out[name] = command.filter((line) => typeof line === "string").join("\n");
  }
  return out;
}

/** Where a manager works when told by option. */
export function folderOf(run: Invocation, ...options: readonly string[]): string | undefined {
  const named = run.value(...options);
  return named === undefined ? run.state.cwd : absolutePath(named.text, run.state.cwd);
}

/** `{{name}}` and `$(NAME)` from outside the file are dynamic. */
export function filled(text: string, pattern: RegExp, values: ReadonlyMap<string, string>, unknown = DYNAMIC): string {
  let out = text;
  for (let round = 0; round < 4; round++) {
    const next = out.replace(pattern, (_, name: string) => values.get(name.trim()) ?? unknown);
    if (next === out || next.length > 65_536) break;
    out = next;
  }
  return out;
}

/** `scripts` or `tasks` of a JSON file under a name, for `composer run` and `deno task`. */
export function runJsonTask(
  run: Invocation,
  files: readonly string[],
  key: string,
  name: string,
  args: readonly Field[],
  folder: string | undefined,
): void {
  const file = projectFile(run, folder, files);
  const text = file === undefined ? undefined : textsOf(file.text, key)?.[name];
  if (file !== undefined && text !== undefined) runScript(run, text, file, args);
}
