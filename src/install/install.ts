import { join } from "node:path";
import { atLeast } from "../../hooks/capabilities.ts";
import { installers } from "../../installers/all.ts";
import type { Installer, ReadJson, Site, Wish } from "../../installers/installer.ts";
import type { Mode } from "../model/decision.ts";
import { isObject } from "../model/json.ts";
import { type Change, carryOut, isSame, planInsertion, planRemoval } from "./change.ts";
import type { Client } from "./clients.ts";
import { type ConfigEdit, type FormatName, NO_MARK } from "./edit.ts";
import { decode, readTarget, removeIfEmpty } from "./files.ts";
import { formatOf } from "./formats.ts";
import type { Deed, Ledger } from "./ledger.ts";

/** What one agent's installation or removal comes to. */
export interface AgentPlan {
  readonly agent: string;
  readonly title: string;
  /** Undefined where it does not matter: nothing that is taken away depends on it. */
  readonly client?: Client;
  readonly changes: readonly Change[];
  readonly remarks: readonly string[];
}

/** Works out every file's new content; nothing is written. Throws a Refusal where a file cannot be changed safely. */
export function planInstall(installer: Installer, site: Site, wanted: Wish, client: Client): AgentPlan {
  const wish = { ...wanted, version: client.version };
  const pending = new Map<string, Buffer>();
  const read = reader(site, pending);
  const changes: Change[] = [];
  const add = (edits: readonly ConfigEdit[]) => {
    for (const edit of edits) {
      const change = planInsertion(installer.agent, site.scope, edit);
      pending.set(edit.file, change.after as Buffer);
      changes.push(change);
    }
  };
  add(installer.edits(site, wish));
  add(installer.followUp?.(site, wish, read) ?? []);
  return {
    agent: installer.agent,
    title: installer.title,
    client,
    changes,
    remarks: [...versionRemarks(installer, client), ...(installer.remarks?.(site, wish, read) ?? [])],
  };
}

/** What was assumed of a client that could not be asked, and whether hooks stop anything in the one that is there. */
function versionRemarks({ title, programs, oldest }: Installer, { program, version }: Client): readonly string[] {
  const later =
    "the entries are those for current versions; where it is an old one, run clampd-guard upgrade beside it";
  if (program === undefined) return [`no ${programs.join(" or ")} is on PATH here: ${later}`];
  if (version === undefined) return [`${program} does not say its version: ${later}`];
  if (oldest === undefined || atLeast(version, oldest)) return [];
  return [`${title} ${version} is too old: its hooks stop tools from ${oldest} on; update it`];
}

export function planUninstall(installer: Installer, site: Site, wish: Wish, ledger: Ledger): AgentPlan {
  const { agent, title } = installer;
  const changes: Change[] = [];
  const seen = new Set<string>();
  for (const [file, deed] of ledger.all()) {
    if (deed.agent !== agent || deed.scope !== site.scope || !belongs(file, site)) continue;
    seen.add(file);
    const change = planRemoval(file, deed, ledger);
    changes.push(
      change ?? {
        file,
        agent,
        scope: site.scope,
        target: readTarget(file, site.scope),
        after: undefined,
        added: undefined,
        isGone: true,
      },
    );
  }
  // Also what no ledger knows of: a project's file that came from a colleague, or a ledger that was lost.
  for (const edit of [
    ...installer.edits(site, wish),
    ...(installer.followUp?.(site, wish, reader(site, new Map())) ?? []),
  ]) {
    if (seen.has(edit.file)) continue;
    const deed = { agent, scope: site.scope, format: edit.format, positional: edit.positional === true };
    // Only what nobody else would write: a switch that is on may be the user's own.
    const own = edit.settings.filter(({ conflict }) => conflict === "replace");
    const fallback = edit.format === "toml" ? { ...NO_MARK, settings: own } : undefined;
    const change = planRemoval(edit.file, deed, ledger, fallback);
    if (change !== undefined) changes.push(change);
  }
  return { agent, title, changes, remarks: [] };
}

/** A project's uninstall must not touch another project. */
function belongs(file: string, { scope, project }: Site): boolean {
  return scope !== "project" || file.startsWith(join(project, "/"));
}

export function carryOutPlan({ changes }: AgentPlan, ledger: Ledger): void {
  const left = changes.filter(({ added }) => added === undefined);
  const folders = left.flatMap(({ file }) => ledger.get(file)?.folders ?? []);
  for (const change of changes) {
    // Nothing of ours is in the file any more, or the file is gone.
    if (change.isGone === true) ledger.delete(change.file);
    else carryOut(change, ledger);
  }
  // Last, because one folder may have held several files; the innermost first.
  for (const folder of folders.sort((a, b) => b.length - a.length)) removeIfEmpty(folder);
}

/** The policy file that says the mode: only that one value is touched, and a file that is there keeps its own without a wish. */
export function policyEdit(file: string, mode: Mode | undefined): ConfigEdit {
  const version = { path: ["version"], value: 1, conflict: "keep" } as const;
  const chosen = {
    path: ["mode"],
    value: mode ?? "observe",
    conflict: mode === undefined ? "keep" : "replace",
  } as const;
  return { file, format: "json", entries: [], settings: [version, chosen] };
}

export function isChanged({ target, after, isGone }: Change): boolean {
  return isGone !== true && !isSame(target.bytes, after);
}

/** Installations that the ledger knows of in a scope, each with the project it is in. */
export function installed(
  ledger: Ledger,
  scope: Site["scope"],
): readonly { readonly installer: Installer; readonly deed: Deed; readonly file: string }[] {
  return ledger.all().flatMap(([file, deed]) => {
    const installer = installers.find(({ agent }) => agent === deed.agent);
    return installer !== undefined && deed.scope === scope ? [{ installer, deed, file }] : [];
  });
}

/** Files as they will stand; what cannot be read says nothing, because only remarks and follow-ups ask. */
function reader(site: Site, pending: ReadonlyMap<string, Buffer>): ReadJson {
  return (file) => {
    try {
      const bytes = pending.get(file) ?? readTarget(file, site.scope === "project" ? "user" : site.scope).bytes;
      if (bytes === undefined) return undefined;
      const root = formatOf(formatName(file)).parse(file, decode(file, bytes).text);
      return isObject(root) ? root : undefined;
    } catch {
      return undefined;
    }
  };
}

function formatName(file: string): FormatName {
  if (file.endsWith(".toml")) return "toml";
  return file.endsWith(".yaml") ? "yaml" : "jsonc";
}
