import { absolutePath } from "../interpret/paths/normalise.ts";
import type { ToolCall } from "../model/toolcall.ts";
import { type GitLookup, gitLookup } from "./git-facts.ts";
import type { Machine } from "./machine.ts";

/**
 * Roots of the workspace: what the client names, and the repositories that hold those folders. Where the client names
 * nothing, the repository that holds the working folder, else that folder.
 */
export function workspaceOf(
  call: Pick<ToolCall, "workspace" | "cwd">,
  machine: Machine,
  git: GitLookup = gitLookup(),
): readonly string[] {
  const named = call.workspace.length > 0 ? call.workspace : call.cwd === undefined ? [] : [call.cwd];
  const roots = named
    .map((folder) => absolutePath(folder, undefined))
    .filter((folder) => /^(?:\/|[A-Za-z]:\/)/.test(folder));
  const repositories = roots.map((folder) => git(folder)?.root).filter((root) => root !== undefined);
  // Without a name from the client the working folder inside a repository is only a place in the workspace.
  const all = call.workspace.length > 0 || repositories.length === 0 ? [...roots, ...repositories] : repositories;
  return [...new Set(all.map((root) => absolutePath(root, undefined)))].filter(
    (root) => root !== machine.home && root !== "/",
  );
}
