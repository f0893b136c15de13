import { DYNAMIC } from "../../model/effect.ts";
import { CLEAN, type Stream } from "../shell/value.ts";
import { just, taskfile } from "./packages-just.ts";
import { ordered, type Recipe } from "./packages-recipes.ts";
import { filled, folderOf, projectFile, runScript } from "./packages-scripts.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Task runners whose recipes are shell text: make(1), just, rake, task, and their relatives. */
export const TASK_RUNNERS: readonly Program[] = [
  {
    names: ["make", "gmake", "bmake", "remake"],
    options:
      "-b -m -B|--always-make -C|--directory= -d --debug?= -e|--environment-overrides -E|--eval= -f|--file|--makefile= -h -i|--ignore-errors -I|--include-dir= -j|--jobs?= -k|--keep-going -l|--load-average?= -L -n|--just-print|--dry-run|--recon -o|--old-file= -O|--output-sync?= -p|--print-data-base -q|--question -r -R -s|--silent|--quiet -S --trace -t|--touch -v -w --no-print-directory -W|--what-if= --warn-undefined-variables",
    dryRun: ["n", "q", "p", "t"],
    run: make,
  },
  {
    names: ["just"],
    options:
      "-f|--justfile= -d|--working-directory= -n|--dry-run -l|--list --summary --show= -s= --set= --shell= --shell-arg= --dotenv-path= -q --evaluate --choose -u|--unsorted --color= --chooser= --fmt --init -e|--edit --dump --variables -g|--global-justfile -c|--command",
    style: "posix",
    dryRun: ["n", "l", "summary", "show", "s", "evaluate", "dump", "fmt", "init", "variables"],
    run: just,
  },
  {
    names: ["task", "go-task"],
    options: "-d|--dir= -t|--taskfile= -n|--dry -l|--list -a|--list-all -p|--parallel -s -v -w -f|--force --summary",
    dryRun: ["n", "l", "a", "summary"],
    run: taskfile,
  },
  {
    names: [
      "invoke",
      "doit",
      "nox",
      "tox",
      "bazel",
      "buck2",
      "pants",
      "earthly",
      "ninja",
      "cmake",
      "ctest",
      "meson",
      "scons",
    ],
    options: "-f= -C= -D= -j= -k -n -T -e= -t= -s= --build= -B= -S= -G=",
  },
];

function make(run: Invocation): Stream | undefined {
  const named = run.value("f")?.text;
  const folder = folderOf(run, "C");
  const names = named === undefined ? ["GNUmakefile", "makefile", "Makefile"] : [named];
  const evaluated = run.value("E");
  const target = run.path(evaluated ?? { text: "Makefile", quoted: true, glob: false, taint: CLEAN, span: run.span });
  const fed = named === "-" || named === "/dev/stdin" ? run.stdin.text : undefined;
  const file =
    (fed === undefined || folder === undefined ? undefined : { text: fed, target, folder }) ??
    projectFile(run, folder, names, false) ??
    (evaluated === undefined || folder === undefined ? undefined : { text: "", target, folder });
  if (file === undefined) return undefined;
  const text = `${textOf(evaluated)}\n${file.text}`;
  const variables = new Map<string, string>([
    ["RM", "rm -f"], ["CC", "cc"], ["CXX", "c++"], ["MAKE", "make"], ["SHELL", "/bin/sh"], ["CURDIR", file.folder], ["PWD", file.folder], ["AR", "ar"],
    ["HOME", run.context.world.home ?? DYNAMIC],
  ]); // biome-ignore format: one table
  const recipes = makeRecipes(text, variables);
  const goals: string[] = [];
  for (const field of run.operands) {
    const [, name, value] = /^(\w+)[:+?]?=(.*)$/s.exec(field.text) ?? [];
    if (name !== undefined) variables.set(name, orEmpty(value));
    else goals.push(field.text);
  }
  if (goals.length === 0) {
    const first = [...recipes.keys()].find((name) => !name.startsWith(".") && !name.includes("%"));
    if (first !== undefined) goals.push(first);
  }
  // What an included file may define is taken for a name in the tree, as nearly all such variables are.
  const unknown = /^-?s?include\s/m.test(text) ? PLACE : DYNAMIC;
  for (const [target, lines] of ordered(goals, recipes)) {
    const script = lines.map((line) => {
      const own = line
        .replace(/^[@+-]+\s*/, "")
        .replaceAll("$@", target)
        .replace(/\$[<^?*%|]/g, PLACE);
      return functions(filled(own, /\$[({]([\w.-]+)[)}]/g, variables, unknown), file.folder).replaceAll("$$", "$");
    });
    if (script.length > 0) runScript(run, script.join("\n"), file);
  }
  return undefined;
}

/** Stands for files that make finds by itself: prerequisites, results of functions. */
const PLACE = "make-value";

/** `$(shell pwd)` is the folder, `$(wildcard *.o)` its pattern; GNU make manual 8. */
function functions(line: string, folder: string): string {
  let out = line;
  for (let round = 0; round < 4 && /\$[({]/.test(out); round++)
    out = out.replace(/\$[({]([^(){}]*)[)}]/g, (_, call: string) => {
      if (/^shell\s+(?:pwd|git rev-parse --show-toplevel)$/.test(call.trim())) return folder;
      return /^wildcard\s+(.*)$/.exec(call.trim())?.[1] ?? PLACE;
    });
  return out;
}

/** Targets with prerequisites and recipes; a line may go on after a backslash. GNU make manual 4.2, 5.1. */
function makeRecipes(text: string, variables: Map<string, string>): ReadonlyMap<string, Recipe> {
  const recipes = new Map<string, { needs: string[]; lines: string[]; parameters: string[] }>();
  let open: { needs: string[]; lines: string[]; parameters: string[] }[] = [];
  for (const line of text.replace(/\\\r?\n[ \t]*/g, " ").split(/\r?\n/)) {
    if (line.startsWith("\t")) {
      for (const recipe of open) recipe.lines.push(line.slice(1));
      continue;
    }
    const assigned = /^\s*(?:export\s+|override\s+)?([\w.-]+)\s*(?::{1,3}|\?|\+)?=\s*(.*)$/.exec(line);
    if (assigned !== null) {
      variables.set(
        orEmpty(assigned[1]),
        orEmpty(assigned[2])
          .replace(/\s+#.*$/, "")
          .trim(),
      );
      continue;
    }
    const rule = /^([^\s#:=][^:=#]*):{1,2}(?!=)([^#;]*)(?:;(.*))?$/.exec(line);
    if (rule === null) continue;
    open = [];
    for (const name of orEmpty(rule[1]).trim().split(/\s+/)) {
      const recipe = recipes.get(name) ?? { needs: [], lines: [], parameters: [] };
      recipe.needs.push(
        ...orEmpty(rule[2])
          .trim()
          .split(/\s+/)
          .filter((need) => need !== "" && need !== "|"),
      );
      if (rule[3] !== undefined) recipe.lines.push(rule[3].trim());
      recipes.set(name, recipe);
      open.push(recipe);
    }
  }
  return recipes;
}
