import { loadGrammars } from "../../src/interpret/code/grammars.ts";
import type { MemoryWorldOptions } from "../../src/interpret/memory-world.ts";
import type { Effect } from "../../src/model/effect.ts";
import { effectsOf } from "./effects.ts";

await loadGrammars(["python", "typescript", "ruby", "php"]);

/** A program as the value of an interpreter's option, whatever quotes it holds. */
export function given(interpreter: string, code: string): string {
  return `${interpreter} <<'END-OF-CODE'\n${code}\nEND-OF-CODE`;
}

/** What a command's code would do, one short line per effect; the start of the interpreter itself is left out. */
export function codeLines(command: string, world: MemoryWorldOptions = {}): readonly string[] {
  return effectsOf(command, world).slice(1).flatMap(line);
}

function line(effect: Effect): readonly string[] {
  switch (effect.kind) {
    case "delete":
      return [`delete ${effect.how} ${effect.target.path}${effect.recursive ? " all" : ""}`];
    case "write":
      return [`write ${effect.how} ${effect.target.path}${effect.content ? ` = ${effect.content}` : ""}`];
    case "read":
      return [`read ${effect.how} ${effect.target.path}`];
    case "execute":
      return [`run ${[effect.program, ...effect.args].join(" ")}`];
    case "run-code":
      return effect.source === "stdin" ? [] : [`code ${effect.source} ${effect.language} ${effect.text ?? "?"}`];
    case "send":
      return [`send ${effect.data} ${effect.target.host} ${effect.files.map((file) => file.path).join(" ")}`.trim()];
    case "fetch":
      return [`fetch ${effect.target.host}`];
    case "network":
      return [`network ${effect.action} ${effect.target?.host ?? ""}`.trim()];
    case "permission":
      return [`permission ${effect.change} ${effect.target.path} ${effect.value}`.trim()];
    case "stop-process":
      return [`kill ${effect.object}`];
    case "system":
      return [`system ${effect.action}`];
    case "database":
      return [`database ${effect.action} ${effect.name}`];
    case "environment":
      return [`environment ${effect.action}`];
    case "privilege":
      return [`privilege ${effect.action}`];
    case "install":
      return [`install ${effect.packages.join(" ")}`];
    case "unknown":
      return [`unknown ${effect.reason}`];
    default:
      return [effect.kind];
  }
}

/** As `codeLines`, with the workspace as `.`, the home as `~`, and what is not known as `?`. */
export function shortLines(command: string, world: MemoryWorldOptions = {}): readonly string[] {
  return codeLines(command, world).map((one) =>
    one.replaceAll("/home/dev/project", ".").replaceAll("/home/dev", "~").replaceAll("\uFFFC", "?"),
  );
}
