import type { PathTarget } from "../../model/effect.ts";
import { CLEAN, type Field, joinTaint, opaqueStream, type Stream, textStream } from "../shell/value.ts";
import { leavesNames, unread } from "./names-only.ts";
import type { Invocation } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

export function measure(run: Invocation): Stream {
  if (run.operands.length === 0) unread(run);
  for (const field of run.operands)
    if (field.text !== "-") run.emit({ kind: "read", target: run.path(field), recursive: false, how: "metadata" });
  return opaqueStream();
}

/** realpath(1), `readlink -f`: prints where its operands lie. */
function resolves(run: Invocation): boolean {
  const asked =
    /realpath$/.test(run.name) ||
    (/readlink$/.test(run.name) && run.args.some((field) => /^-\w*[fem]|^--canon/.test(field.text)));
  return asked && !run.has("relative-to", "relative-base");
}

export function list(run: Invocation): Stream {
  const how = run.name === "stat" || run.name === "file" ? "metadata" : "list";
  // The row's `-f` takes a value for its other names; readlink's does not.
  const fields = /readlink$/.test(run.name) ? run.args.filter((field) => !field.text.startsWith("-")) : run.operands;
  const targets = fields.map((field) => run.path(field));
  for (const target of targets) run.emit({ kind: "read", target, recursive: false, how });
  return resolves(run) ? textStream(targets.map(({ path }) => `${path}\n`).join("")) : opaqueStream();
}

export function grep(run: Invocation): Stream {
  const program = run.value("pre");
  if (program !== undefined) run.shell(program.text, { source: "inline", span: program.span });
  const patternGiven = run.has("e", "f") || (run.name === "rg" && run.has("files"));
  const patterns = run.value("f");
  if (patterns !== undefined) run.emit({ kind: "read", target: run.path(patterns), recursive: false, how: "content" });
  const files = patternGiven ? run.operands : run.operands.slice(1);
  const names = (run.has("l", "L", "c", "q") && !run.has("o")) || leavesNames(run);
  // What it finds in a file that matters is of that file.
  const found: PathTarget[] = [];
  for (const field of files) {
    if (field.text === "-") continue;
    const target = run.path(field);
    if (!names && target.classes.length > 0) found.push(target);
    run.emit({
      kind: "read",
      target,
      recursive: run.has("r") || run.name === "rg" || run.name === "ag",
      how: names ? "list" : "search",
    });
  }
  const { taint } = run.stdin;
  const past = taint.files.find((target) => target.classes.includes("shell-history"));
  if (past !== undefined && files.length === 0 && !names && SAYS_SECRET.test(textOf(run.operands[0])))
    run.emit({ kind: "read", target: past, recursive: false, how: "search" });
  if (files.length === 0 && names) unread(run);
  if (files.length > 0 || !taint.environment) {
    if (files.length === 0 && !run.has("v") && choosesSome(run, patternGiven))
      return { text: undefined, taint: { ...taint, narrowed: true }, empty: false };
    return { text: undefined, taint: joinTaint(taint, { ...CLEAN, files: found }), empty: false };
  }
  const sought = patternGiven ? run.values("e") : run.operands.slice(0, 1);
  const picked = !names && !run.has("v") && sought.some((field) => SAYS_SECRET.test(field.text));
  return { text: undefined, taint: names ? CLEAN : picked ? { ...taint, picked } : taint, empty: false };
}

const NAMES_A_STATE =
  /^\W*(?:exited|created|dead|dangling|<?none>?|up|running|paused|healthy|unhealthy|latest|true|false|local)\b/i;

/** A pattern that asks for a name, not for any line, for a state, or for what all lines hold. */
function choosesSome(run: Invocation, patternGiven: boolean): boolean {
  const patterns = patternGiven ? run.values("e") : run.operands.slice(0, 1);
  const named = patterns.map((field) => field.text.replace(/\\[A-Za-z]/g, ""));
  return (
    named.length > 0 &&
    named.every((text) => /[\w-]{3}/.test(text) && /[A-Za-z]/.test(text) && !NAMES_A_STATE.test(text))
  );
}

const SAYS_SECRET =
  /secret|token|pass(?:w|$|[|)_])|pwd\b|\bkeys?\b|(?:api|access|private)[_-]?key|_key|credential|\bauth/i;

export function query(run: Invocation): Stream {
  const files = run.has("f") ? run.operands : run.operands.slice(1);
  const inPlace = run.has("i");
  for (const field of files) {
    run.emit({ kind: "read", target: run.path(field), recursive: false, how: "content" });
    if (inPlace && run.program === "jq") run.emit({ kind: "write", target: run.path(field), how: "modify" });
  }
  return { text: undefined, taint: run.stdin.taint, empty: false };
}

function deletes(run: Invocation, field: Field, path: string, recursive: boolean): void {
  run.emit({
    kind: "delete",
    target: run.path({ ...field, text: path, glob: false }, { link: true }),
    recursive,
    how: "remove",
  });
}

/** Editors run commands too: `vim -c ':!sh'`, `emacs --eval`. */
export function editor(run: Invocation): Stream | undefined {
  for (const field of run.values("c", "cmd").concat(run.operands.filter((operand) => operand.text.startsWith("+")))) {
    const shell =
      /^\+?:?(?:silent\s+)?!\s*(.+)$/.exec(field.text)?.[1] ?? /system\(["'](.+?)["']\)/.exec(field.text)?.[1];
    if (shell !== undefined) run.shell(shell, { source: "inline", span: field.span });
  }
  for (const field of run.values("c", "cmd")) {
    const [, name = "", flags = ""] =
      /\bdelete\((\$HOME|'[^']+'|"[^"]+"|expand\(['"][^'"]+['"]\))(?:\s*,\s*['"](\w*)['"])?\)/.exec(field.text) ?? [];
    const path =
      /^expand\(['"](.+)['"]\)$/.exec(name)?.[1] ?? name.replace(/^(['"])(.*)\1$/, "$2").replace(/^\$HOME\b/, "~");
    if (path !== "") deletes(run, field, path, /r/.test(flags));
  }
  const lisp = run.value("eval")?.text;
  const [, verb = "", gone = ""] = /\(delete-(directory|file)\s+"([^"]+)"/.exec(orEmpty(lisp)) ?? [];
  if (gone !== "") deletes(run, run.value("eval") as Field, gone, verb === "directory");
  const command = lisp === undefined ? undefined : /\(shell-command(?:-to-string)?\s+"(.+?)"\)/.exec(lisp)?.[1];
  if (command !== undefined) run.shell(command, { source: "inline" });
  if (/^(?:open|xdg-open|start)$/.test(run.name)) return undefined;
  for (const field of run.operands)
    if (!field.text.startsWith("+"))
      run.emit({ kind: "read", target: run.path(field), recursive: false, how: "content" });
  return undefined;
}
