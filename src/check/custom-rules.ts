import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import rules from "#rules";
import { keptBundle } from "../bundle/kept.ts";
import type { BundleInForce } from "../policy/effective.ts";
import type { Layer } from "../policy/layer.ts";
import type { CustomRules } from "../rules/custom.ts";
import { createMatcher, type RuleMatcher } from "../rules/match.ts";
import type { Machine } from "../world/machine.ts";

/** A folder of rules that a user or a project adds, or one that keeps a bundle with packs. */
export interface RuleFolder {
  readonly layer: Layer;
  readonly path: string;
  readonly bundle?: BundleInForce | undefined;
}

export interface LoadedRules {
  readonly matchers: readonly RuleMatcher[];
  readonly layers: readonly (CustomRules & { readonly folder: RuleFolder })[];
}

/** Folders that hold at least one rule file; none in nearly all homes and projects. `bundles` are those of the policy in force. */
export function ruleFolders(
  machine: Machine,
  workspace: readonly string[],
  bundles: readonly BundleInForce[],
): readonly RuleFolder[] {
  const { home } = machine;
  const packs = bundles
    .filter((bundle) => bundle.packs > 0)
    .map((bundle): RuleFolder => ({ layer: "bundle", path: bundle.folder, bundle }));
  const user: readonly RuleFolder[] =
    home === undefined ? [] : [{ layer: "user", path: join(home, ".clampd", "rules") }];
  const project = workspace
    .filter((root) => root !== home)
    .map((root): RuleFolder => ({ layer: "project", path: join(root, ".clampd", "rules") }));
  return [...packs, ...[...user, ...project].filter(({ path }) => holdsRules(path))];
}

function holdsRules(path: string): boolean {
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return false;
    return readdirSync(path).some((name) => name.endsWith(".toml"));
  } catch (error) {
    // A folder that is there and cannot be read is loaded, so that the loader can say so.
    return !["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}

const kept = new Map<string, { readonly signature: string; readonly loaded: CustomRules }>();

/** Reads, checks and compiles the folders' rules; what was read before and has not changed is kept. Never throws for what is in the files. */
export async function loadRules(folders: readonly RuleFolder[]): Promise<LoadedRules> {
  const layers: (CustomRules & { readonly folder: RuleFolder })[] = [];
  for (const folder of folders) {
    const signature = folder.bundle?.sha256 ?? signatureOf(folder.path);
    let entry = kept.get(folder.path);
    if (entry?.signature !== signature) {
      const { loadCustomRules } = await import("../rules/custom.ts");
      const sources = folder.bundle && packsOf(folder.bundle);
      entry = { signature, loaded: await loadCustomRules(folder.path, folder.layer, { base: rules, sources }) };
      kept.set(folder.path, entry);
    }
    layers.push({ ...entry.loaded, folder });
  }
  return { matchers: layers.map((layer) => createMatcher(layer.rules, layer.linear)), layers };
}

/** The packs as they are kept now. Throws where the bundle cannot be read: the fail mode decides then. */
function packsOf({ folder }: BundleInForce) {
  const kept = keptBundle(folder);
  if (kept.kind !== "kept") throw new Error("the bundle's packs cannot be read");
  return kept.bundle.packs.map(({ name, toml }) => ({ file: `${name}.toml`, text: toml }));
}

function signatureOf(path: string): string {
  try {
    return readdirSync(path)
      .filter((name) => name.endsWith(".toml"))
      .map((name) => {
        const stats = statSync(join(path, name), { bigint: true, throwIfNoEntry: false });
        return `${name} ${stats?.ino}.${stats?.ctimeNs}.${stats?.size}`;
      })
      .join("\n");
  } catch {
    return "unreadable";
  }
}
