import { DYNAMIC } from "../../model/effect.ts";
import type { Field, Stream } from "../shell/value.ts";
import { behind } from "./options.ts";
import { ordered, type Recipe } from "./packages-recipes.ts";
import { filled, folderOf, projectFile, runScript } from "./packages-scripts.ts";
import type { Invocation } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

export function just(run: Invocation): Stream | undefined {
  if (run.has("c")) return run.operands.length === 0 ? undefined : run.command(run.operands, { external: true });
  const named = run.value("f")?.text;
  const file = projectFile(
    run,
    folderOf(run, "d"),
    named === undefined ? ["justfile", ".justfile", "Justfile"] : [named],
  );
  if (file === undefined) return undefined;
  const variables = new Map<string, string>();
  const recipes = justRecipes(file.text, variables);
  const goals: string[] = [];
  for (const [index, { text }] of run.operands.entries()) {
    const assigned = /^(\w+)=(.*)$/s.exec(text);
    // --set takes a name and a value.
    const option = behind(run.parsed, index) - 3;
    if (textOf(run.args[option]) === "--set") variables.set(textOf(run.args[option + 1]), text);
    else if (assigned !== null) variables.set(orEmpty(assigned[1]), orEmpty(assigned[2]));
    else goals.push(text);
  }
  const first = goals[0] ?? [...recipes.keys()][0];
  if (first === undefined) return undefined;
  const parameters = recipes.get(first)?.parameters ?? [];
  for (const [index, name] of parameters.entries()) variables.set(name, goals[index + 1] ?? DYNAMIC);
  for (const [, lines] of ordered(parameters.length > 0 || goals.length === 0 ? [first] : goals, recipes)) {
    const body = lines.map((line) => filled(line.replace(/^[@-]+\s*/, ""), /\{\{\s*([^}]*?)\s*\}\}/g, variables));
    if (body.length === 0) continue;
    const interpreter = /^#!.*\b(python|node|ruby|perl)/.exec(orEmpty(body[0]))?.[1];
    if (interpreter === undefined) runScript(run, body.join("\n"), file);
    else
      run.code(interpreter === "node" ? "javascript" : interpreter, body.join("\n"), {
        source: "file",
        target: file.target,
      });
  }
  return undefined;
}

/** just.systems/man: recipes are a header and an indented body; `x := "y"` are variables. */
function justRecipes(text: string, variables: Map<string, string>): ReadonlyMap<string, Recipe> {
  const recipes = new Map<string, { needs: string[]; lines: string[]; parameters: string[] }>();
  let open: { lines: string[] } | undefined;
  let indent = "";
  for (const line of text.split(/\r?\n/)) {
    const inside = /^([ \t]+)\S/.exec(line)?.[1];
    if (inside !== undefined) {
      if (open !== undefined && open.lines.length === 0) indent = inside;
      open?.lines.push(line.startsWith(indent) ? line.slice(indent.length) : line.trim());
      continue;
    }
    if (line.trim() === "" || /^[#[]/.test(line)) continue;
    const assigned = /^(?:export\s+)?([\w-]+)\s*:=\s*(["'])(.*)\2\s*$/.exec(line);
    if (assigned !== null) variables.set(orEmpty(assigned[1]), orEmpty(assigned[3]));
    const header =
      assigned === null
        ? /^@?([\w-]+)((?:\s+[+*$]?[\w-]+(?:=(?:'[^']*'|"[^"]*"|\S+))?)*)\s*:(?!=)(.*)$/.exec(line)
        : null;
    if (header === null) {
      open = undefined;
      continue;
    }
    const recipe = {
      needs: orEmpty(header[3])
        .replace(/\([^)]*\)|&&|#.*$/g, " ")
        .trim()
        .split(/\s+/)
        .filter((need) => need !== ""),
      lines: [] as string[],
      parameters: orEmpty(header[2])
        .trim()
        .split(/\s+/)
        .filter((name) => name !== "")
        .map((name) => name.replace(/^[+*$]/, "").replace(/=.*$/, "")),
    };
    recipes.set(orEmpty(header[1]), recipe);
    open = recipe;
  }
  return recipes;
}

/** taskfile.dev: `cmds` of a task, one line each; blocks and templates are read as far as they are plain. */
export function taskfile(run: Invocation): Stream | undefined {
  const named = run.value("t")?.text;
  const file = projectFile(
    run,
    folderOf(run, "d"),
    named === undefined ? ["Taskfile.yml", "Taskfile.yaml", "taskfile.yml"] : [named],
  );
  if (file === undefined) return undefined;
  const tasks = new Map<string, string[]>();
  let open: string[] | undefined;
  for (const line of file.text.split(/\r?\n/)) {
    const name = /^ {2}([\w:-]+):\s*$/.exec(line)?.[1];
    if (name !== undefined) {
      open = [];
      tasks.set(name, open);
    }
    const command =
      /^\s{4,}-\s+(?:cmd:\s*)?(?![\w-]+:\s)(.+)$/.exec(line)?.[1] ?? /^\s{4,}cmd:\s*(.+)$/.exec(line)?.[1];
    if (command !== undefined)
      open?.push(filled(command.replace(/^(["'])(.*)\1$/, "$2"), /\{\{\s*\.?([^}]*?)\s*\}\}/g, new Map()));
  }
  const goals = run.operands.map((field: Field) => field.text).filter((text) => !text.includes("="));
  for (const goal of goals.length === 0 ? ["default"] : goals) {
    const lines = tasks.get(goal) ?? [];
    if (lines.length > 0) runScript(run, lines.join("\n"), file);
  }
  return undefined;
}
