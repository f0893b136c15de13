import { interpret } from "../../src/interpret/interpret.ts";
import { type MemoryWorldOptions, memoryWorld } from "../../src/interpret/memory-world.ts";
import { DYNAMIC, type Effect } from "../../src/model/effect.ts";
import { callOf } from "./effects.ts";

type Shell = "bash" | "cmd" | "powershell";

/** Every effect of a command as one line: kind, what tells it from others of its kind, then tags. DYNAMIC is shown as `…`. */
export function rowOf(command: string, world: MemoryWorldOptions = {}, shell: Shell = "bash"): readonly string[] {
  return rowsOf(interpret(callOf({ kind: "shell", command, shell }), memoryWorld(world)).effects);
}

export function rowsOf(effects: readonly Effect[]): readonly string[] {
  return effects.map((effect) => {
    const marks = [
      ...(effect.elevated ? ["elevated"] : []),
      ...(effect.where === "local" ? [] : [effect.where]),
      ...effect.tags,
    ];
    const line = [...wordsOf(effect), ...(marks.length > 0 ? [`[${marks.join(",")}]`] : [])].join(" ");
    return line.replaceAll(DYNAMIC, "…");
  });
}

function wordsOf(effect: Effect): readonly string[] {
  const target = "target" in effect && effect.target !== undefined ? [placeOf(effect.target)] : [];
  switch (effect.kind) {
    case "execute":
      return ["run", effect.program, ...effect.args];
    case "run-code":
      return [
        "code",
        effect.language,
        effect.source,
        ...target,
        ...(effect.host ? [effect.host.host] : []),
        effect.text ?? "?",
      ];
    case "delete":
      return ["delete", effect.how, ...(effect.recursive ? ["-r"] : []), ...target];
    case "read":
      return ["read", effect.how, ...(effect.recursive ? ["-r"] : []), ...target];
    case "write":
      return [
        "write",
        effect.how,
        ...target,
        ...(effect.source === undefined ? [] : [`from ${effect.source.path}`]),
        ...(effect.content === undefined ? [] : [`= ${effect.content.trim()}`]),
      ];
    case "send":
      return ["send", effect.data, effect.method, ...target, ...effect.files.map(({ path }) => path)];
    case "install":
      return ["install", effect.manager, effect.source, ...(effect.global ? ["global"] : []), ...effect.packages];
    case "environment":
      return [effect.action, `${effect.name}=${effect.value}`];
    default: {
      // Of the other kinds, every own word tells them apart.
      const { kind, certainty: _, span: __, by: ___, elevated: ____, where: _____, tags: ______, ...own } = effect;
      const words = Object.entries(own).flatMap(([key, value]) =>
        key === "target"
          ? target
          : value === true
            ? [key]
            : typeof value === "string" && value !== ""
              ? [value.trim()]
              : [],
      );
      return [kind, ...words];
    }
  }
}

function placeOf(target: { readonly path: string } | { readonly host: string }): string {
  return "path" in target ? target.path : target.host;
}
