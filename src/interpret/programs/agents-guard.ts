import type { Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** The guard's own commands that only tell, and change nothing. */
const TELLS = new Set([
  "",
  "explain",
  "status",
  "statusline",
  "log",
  "logs",
  "version",
  "help",
  "test",
  "report",
  "replay",
  "verify",
  "why",
  "coverage",
  "hook",
  "evaluate",
  "check",
  "bench",
  "completion",
  "audit",
  "watch",
]);
/** Sub-commands of commands that otherwise change something. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  rules: ["", "list", "show", "test", "new"],
  config: ["", "show", "get", "list", "path", "check"],
  policy: ["", "show", "list", "check", "diff"],
  engine: ["", "status"],
  exempt: ["list", "show"],
  exemptions: ["", "list", "show"],
  rollout: ["", "status", "show"],
  journal: ["", "show", "list", "verify", "query", "tail"],
  gateway: ["", "status", "verify"],
  agent: ["", "list"],
  bundle: ["", "verify", "inspect"],
  context: ["", "list"],
};

/** The guard itself: what would switch it off, soften it or approve a call in a person's place. */
export const GUARD: readonly Program[] = [
  {
    names: ["clampd-guard", "clampd-guard-full", "clampd"],
    options:
      "--json --fix --prove?= --mode= --all --agent= --scope= --category= --since= --print --managed --dry-run --plan -q -v --format= --config= --out= --for= --reason= --rule=",
    acts: [
      {
        if: (run) => {
          const [first = "", second = ""] = run.operands.map((field) => field.text);
          if (TELLS.has(first)) return false;
          if (first === "doctor") return run.has("fix");
          if (run.has("dry-run", "plan", "print") && ["install", "uninstall"].includes(first)) return false;
          return TELLING[first]?.includes(second) !== true;
        },
        does: (run) => ({
          kind: "guard",
          action: run.operands
            .slice(0, TELLING[textOf(run.operands[0])] === undefined ? 1 : 2)
            .map((field) => field.text)
            .join("-"),
          tags: run.value("mode")?.text === undefined ? [] : [`mode-${run.value("mode")?.text}`],
        }),
      },
    ],
  },
];
