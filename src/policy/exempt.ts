import type { Finding } from "../model/decision.ts";
import { DYNAMIC, type Effect, type PathTarget } from "../model/effect.ts";
import type { DecisionContext } from "./decide.ts";
import { matchesGlob } from "./glob.ts";
import type { Exemption } from "./layer.ts";

/** Whether every condition of the exemption holds for the finding. A condition that cannot be told does not hold. */
export function exempts(
  exemption: Exemption,
  finding: Finding,
  effects: readonly Effect[],
  context: DecisionContext,
): boolean {
  if (exemption.rule !== finding.rule) return false;
  if (exemption.expires !== undefined && context.now >= exemption.expires) return false;
  if (exemption.agent !== undefined && exemption.agent !== context.agent) return false;
  if (exemption.repo !== undefined) {
    if (context.repo === undefined || !matchesPlace(exemption.repo, context.repo, context)) return false;
  }
  if (exemption.path === undefined) return true;
  const { path } = exemption;
  const targets = finding.effects.flatMap((index) => pathsOf(effects[index]));
  return targets.length > 0 && targets.every((target) => isCertain(target) && matchesPlace(path, target.path, context));
}

function pathsOf(effect: Effect | undefined): readonly (PathTarget | undefined)[] {
  if (effect === undefined) return [undefined];
  const found: (PathTarget | undefined)[] = [];
  if ("target" in effect && effect.target !== undefined && "scope" in effect.target) found.push(effect.target);
  if (effect.kind === "write" && effect.source !== undefined) found.push(effect.source);
  if (effect.kind === "send") found.push(...effect.files);
  return found.length > 0 ? found : [undefined];
}

/** A dynamic part can hold `..`, and so can a glob that starts with a dot: neither is known to stay below the exempted folder. */
function isCertain(target: PathTarget | undefined): target is PathTarget {
  if (target === undefined || target.ifEmpty !== undefined || target.scope === "unknown") return false;
  return !target.path.includes(DYNAMIC) && !(target.glob && /(?:^|[\\/])\.[^\\/]*[*?[]|\.\./.test(target.path));
}

function matchesPlace(pattern: string, path: string, context: DecisionContext): boolean {
  if (pattern.startsWith("/") || /^[A-Za-z]:[\\/]/.test(pattern)) return matchesGlob(pattern, path);
  if (pattern === "~" || pattern.startsWith("~/")) {
    return context.home !== undefined && matchesGlob(`${context.home}${pattern.slice(1)}`, path);
  }
  const relative = pattern.startsWith("./") ? pattern.slice(2) : pattern;
  return context.workspace.some((root) => matchesGlob(`${root.replace(/[\\/]+$/, "")}/${relative}`, path));
}
