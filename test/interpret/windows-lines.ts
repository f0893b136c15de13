import { interpret } from "../../src/interpret/interpret.ts";
import { memoryWorld } from "../../src/interpret/memory-world.ts";
import type { Effect } from "../../src/model/effect.ts";
import { callOf } from "./effects.ts";

/** A Windows machine that exists only as data. */
const WINDOWS = {
  platform: "win32",
  foldsCase: true,
  home: "C:/Users/dev",
  workspace: ["C:/Users/dev/project"],
  tempDirs: ["C:/Users/dev/AppData/Local/Temp"],
} as const;

/** What text for one of its shells would do there. */
export function windowsEffects(command: string, shell: "powershell" | "cmd", tool: string = shell): readonly Effect[] {
  const call = {
    ...callOf({ kind: "shell", command, shell }, tool, "C:/Users/dev/project"),
    workspace: WINDOWS.workspace,
  };
  return interpret(call, memoryWorld(WINDOWS)).effects;
}

function run(command: string, shell: "powershell" | "cmd"): readonly string[] {
  return windowsEffects(command, shell)
    .slice(1)
    .flatMap(line)
    .map((one) =>
      one.replaceAll("C:/Users/dev/project", ".").replaceAll("C:/Users/dev", "~").replaceAll("\uFFFC", "?"),
    );
}

/** What PowerShell's text would do on a Windows machine, one short line per effect: the workspace is `.`, the home `~`, what is not known `?`. */
export function psLines(command: string): readonly string[] {
  return run(command, "powershell");
}

/** As `psLines`, of text for cmd.exe. */
export function cmdLines(command: string): readonly string[] {
  return run(command, "cmd");
}

function line(effect: Effect): readonly string[] {
  switch (effect.kind) {
    case "delete":
      return [
        `${effect.how === "remove" ? "delete" : effect.how} ${effect.target.path}${effect.recursive ? " all" : ""}`,
      ];
    case "write":
      return [`${effect.how} ${effect.target.path}${effect.content ? ` = ${effect.content}` : ""}`];
    case "read":
      return [`read ${effect.how} ${effect.target.path}${effect.recursive ? " all" : ""}`];
    case "fetch":
      return [`fetch ${effect.target.host}`];
    case "send":
      return [`send ${effect.data} ${effect.target.host} ${effect.files.map((file) => file.path).join(" ")}`.trim()];
    case "run-code":
      return [
        `code ${effect.source} ${effect.language}${effect.language === "powershell" ? ` ${effect.text ?? "?"}` : ""}`,
      ];
    case "system":
    case "privilege":
      return [`${effect.kind} ${effect.action} ${effect.object}`.trim()];
    case "persist":
      return [`persist ${effect.remove ? "-" : "+"}${effect.mechanism} ${effect.object}`.trim()];
    case "network":
      return [`network ${effect.action} ${effect.target?.host ?? ""}`.trim()];
    case "stop-process":
      return [`kill ${effect.object}`];
    case "install":
      return [`install ${effect.source} ${effect.packages.join(" ")}${effect.global ? " global" : ""}`];
    case "permission":
      return [`permission ${effect.change} ${effect.target.path}`];
    case "environment":
      return [`environment ${effect.action} ${effect.name}`.trim()];
    case "unknown":
      return [`unknown ${effect.reason}`];
    case "execute":
      return /^(?:[a-z]+-[a-z]|echo|set|del|cd)/i.test(effect.program)
        ? []
        : [`run ${[effect.program, ...effect.args].join(" ")}`];
    default:
      return [effect.kind];
  }
}
