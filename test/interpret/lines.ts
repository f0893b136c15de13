import type { MemoryWorldOptions } from "../../src/interpret/memory-world.ts";
import type { Effect } from "../../src/model/effect.ts";
import { effectsOf } from "./effects.ts";

/** What a command would do to the machine, one short line per effect; reads, lists and plain execution are left out. */
export function linesOf(command: string, world: MemoryWorldOptions = {}): readonly string[] {
  return effectsOf(command, world).flatMap(line);
}

function line(effect: Effect): readonly string[] {
  const tags = effect.tags.length > 0 ? ` [${effect.tags.join(",")}]` : "";
  switch (effect.kind) {
    case "delete":
    case "write":
      return [`${effect.kind} ${effect.how} ${effect.target.path}${tags}`];
    case "system":
    case "privilege":
      return [`${effect.kind} ${effect.action} ${effect.object}${tags}`];
    case "persist":
      return [`persist ${effect.remove ? "-" : "+"}${effect.mechanism} ${effect.object.trim()}${tags}`];
    case "stop-process":
      return [`kill ${effect.all ? "all " : ""}${effect.object}${tags}`];
    case "spawn-agent":
      return [`agent ${effect.agent}${effect.unguarded ? " unguarded" : ""}${tags}`];
    case "environment":
      return [`${effect.action} ${effect.name}=${effect.value}`];
    case "guard":
      return [`guard ${effect.action}${tags}`];
    case "permission":
      return [`permission ${effect.change} ${effect.target.path}`];
    case "run-code":
      return [`code ${effect.language} ${effect.text ?? "?"}`];
    default:
      return [];
  }
}
