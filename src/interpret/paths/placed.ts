import type { PathTarget } from "../../model/effect.ts";
import { type Context, spend } from "../context.ts";
import { type ResolveOptions, resolvePath } from "./resolve.ts";

/** Characters of a path that are resolved for one unit of the budget. */
const CHARACTERS = 32;

/** A path argument as a target. Resolving takes from the budget: a command can hold thousands, and a `cd` in a loop makes them long. */
export function placed(
  raw: string,
  cwd: string | undefined,
  context: Context,
  options: ResolveOptions = {},
): PathTarget {
  const length = raw.length + (cwd?.length ?? 0);
  if (spend(context, 1 + Math.floor(length / CHARACTERS))) return resolvePath(raw, cwd, context.world, options);
  return { raw, path: raw, scope: "unknown", classes: [], glob: options.glob === true };
}
