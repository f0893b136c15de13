import { rmSync } from "node:fs";
import { installers } from "../../../installers/all.ts";
import type { ConfigEdit } from "../../../src/install/edit.ts";
import { bench } from "../bench.ts";
import { foundJson, foundToml, foundYaml } from "./found.ts";
import { hostileJson, hostileToml, hostileYaml } from "./hostile.ts";
import { type Exhibit, jsonZoo } from "./json.ts";
import { tomlZoo } from "./toml.ts";
import { yamlZoo } from "./yaml.ts";

const JSON_FILES = [...jsonZoo, ...foundJson, ...hostileJson];
export const ZOOS = {
  json: JSON_FILES,
  jsonc: JSON_FILES,
  toml: [...tomlZoo, ...foundToml, ...hostileToml],
  yaml: [...yamlZoo, ...foundYaml, ...hostileYaml],
} as const;

export interface Case {
  readonly agent: string;
  readonly scope: "user" | "managed";
  readonly edit: ConfigEdit;
  readonly exhibit: Exhibit;
}

/** Every file that an installer edits, with every exhibit of its kind. Codex's config.toml is edited after its hooks. */
export function cases(): readonly Case[] {
  const seen: Case[] = [];
  for (const { agent, scopes } of installers) {
    for (const scope of scopes.includes("managed") ? (["user", "managed"] as const) : (["user"] as const)) {
      if (scope === "managed" && agent !== "codex") continue; // the same file in another place
      const one = bench(agent, scope);
      const edits = [
        ...one.installer.edits(one.site, one.wish),
        ...(one.installer.followUp?.(one.site, one.wish, () => undefined) ?? []),
      ];
      for (const edit of edits)
        for (const exhibit of ZOOS[edit.format])
          if (fits(edit, exhibit))
            seen.push({
              agent,
              scope,
              edit: { ...edit, file: edit.file.slice(one.base.length) },
              exhibit: edit.file.endsWith(exhibit.refusedIn ?? "") ? exhibit : { ...exhibit, refused: undefined },
            });
      rmSync(one.base, { recursive: true });
    }
  }
  return seen;
}

function fits({ format, entries }: ConfigEdit, { comments, needsEvents }: Exhibit): boolean {
  if (comments !== undefined && comments !== (format === "jsonc")) return false;
  return needsEvents !== true || entries.some(({ path }) => path[0] === "hooks");
}

export function written({ edit, exhibit }: Case): string {
  const event = edit.entries.find(({ path }) => path.length === 2)?.path[1] ?? "EVENT";
  const flat = edit.entries.some(({ value }) => typeof value === "object" && "command" in value);
  return exhibit.text.replaceAll("EVENT", event).replace(/GROUP\(([^)]*)\)/g, (_, command: string) => {
    const handler = { type: "command", command };
    return JSON.stringify(flat ? handler : { matcher: "Bash", hooks: [handler] });
  });
}
