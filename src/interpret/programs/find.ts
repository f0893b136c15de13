import { DYNAMIC } from "../../model/effect.ts";
import { words } from "../../words.ts";
import { isRegenerable } from "../paths/regenerable.ts";
import { CLEAN, type Field, NO_STREAM, opaqueStream, type Stream } from "../shell/value.ts";
import { parseArguments } from "./options.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Tests and actions of find(1) and fd(1) that take a value: what follows them is not a path. */
const WITH_VALUE = new Set(
  words(
    "-name -iname -path -ipath -wholename -iwholename -regex -iregex -regextype -type -xtype -size -mtime -atime -ctime -mmin -amin -cmin -newer -anewer -cnewer -newermt -maxdepth -mindepth -perm -user -group -uid -gid -links -inum -samefile -fstype -lname -ilname -used -printf -fprint -fprint0 -fls -D",
  ),
);
const EXECUTES = new Set(["-exec", "-execdir", "-ok", "-okdir"]);

const FD_OPTIONS =
  "-H -I -u -s -i -g -F -a -l -L -p -0 -t|--type= -e|--extension= -E|--exclude= -d|--max-depth= --min-depth= -S|--size= --changed-within= --changed-before= -o|--owner= -j|--threads= -c|--color= --base-directory= --search-path= -x|--exec -X|--exec-batch";

export const FIND: readonly Program[] = [
  { names: ["find", "gfind", "bfs"], style: "none", run: runFind },
  {
    names: ["fd", "fdfind"],
    options: FD_OPTIONS,
    style: "none",
    run: runFd,
  },
];

interface Search {
  readonly starts: readonly Field[];
  /** Something other than the starting points themselves is chosen: a name, a type of file, an age. */
  readonly narrowed: boolean;
  /** Names given with -name or -path, where they are the only thing that chooses. */
  readonly names: readonly string[];
  /** It looks below the folders that it starts from, too. */
  readonly deep: boolean;
}

function runFind(run: Invocation): Stream {
  if (run.args.some((field) => /^--?(?:help|version)$/.test(field.text))) return NO_STREAM;
  const search = readSearch(run);
  for (const field of search.starts) run.emit({ kind: "read", target: run.path(field), recursive: true, how: "list" });
  for (let i = 0; i < run.args.length; i++) {
    const text = textOf(run.args[i]);
    if (text === "-delete") deleteFound(run, search);
    else if (text === "-fprint" || text === "-fprint0" || text === "-fls" || text === "-fprintf") {
      const file = run.args[i + 1];
      if (file !== undefined) run.emit({ kind: "write", target: run.path(file), how: "truncate" });
    } else if (EXECUTES.has(text)) {
      const end = run.args.findIndex(
        (field, at) => at > i && (field.text === ";" || (field.text === "+" && run.args[at - 1]?.text === "{}")),
      );
      const command = run.args.slice(i + 1, end < 0 ? undefined : end);
      runOnFound(run, command, search);
      i = end < 0 ? run.args.length : end;
    }
    if (WITH_VALUE.has(text)) i++;
  }
  const paths = found(search).map((field) => field.text);
  return { ...opaqueStream(), text: paths.map((path) => `${path}\n`).join("") };
}

function readSearch(run: Invocation): Search {
  const starts: Field[] = [];
  const names: string[] = [];
  let narrowed = false;
  let at = 0;
  while (/^-(?:[HLP]|O\d|D)$/.test(textOf(run.args[at]))) at += run.args[at]?.text === "-D" ? 2 : 1;
  for (; at < run.args.length && !/^(?:-|[!(,])/.test(textOf(run.args[at])); at++) starts.push(run.args[at] as Field);
  let negated = false;
  at = afterPruned(run, at);
  for (; at < run.args.length; at++) {
    const text = textOf(run.args[at]);
    const value = textOf(run.args[at + 1]);
    if (text === "!" || text === "-not") negated = true;
    else if (/^-i?(?:name|path|wholename)$/.test(text)) {
      if (!negated) names.push(value);
      else narrowed = true;
      negated = false;
    } else if (text === "-type" && !/[fd]/.test(value)) narrowed = true;
    else if (
      !/^-(?:delete|print0?|ls|depth|d|mindepth|maxdepth|xdev|mount|noleaf|follow|prune|o|or|a|and|daystart|warn|nowarn|exec|execdir|ok|okdir|type|quit)$/.test(
        text,
      ) &&
      text.startsWith("-")
    )
      narrowed = true;
    if (EXECUTES.has(text)) break;
    if (WITH_VALUE.has(text)) at++;
  }
  if (starts.length === 0) starts.push({ text: ".", quoted: false, glob: false, taint: CLEAN, span: run.span });
  const depth = run.args.findIndex((field) => field.text === "-maxdepth");
  const deep = depth < 0 || !/^[01]$/.test(textOf(run.args[depth + 1]));
  return { starts, narrowed: narrowed || names.some((name) => !/^[*.?]+$/.test(name)), names, deep };
}

/** What -prune leaves out is not what is chosen: `-path ./x -prune -o …` begins after the -o. */
function afterPruned(run: Invocation, from: number): number {
  const texts = run.args.map((field) => field.text);
  const action = texts.findIndex((text, index) => index >= from && (EXECUTES.has(text) || text === "-delete"));
  const end = action < 0 ? texts.length : action;
  const pruned = texts
    .slice(0, end)
    .findLastIndex((text, index) => text === "-prune" && /^-or?$/.test(orEmpty(texts[index + 1])));
  return pruned < from ? from : pruned + 2;
}

/** What `{}` stands for: everything below a start, or what the names choose there. */
function found(search: Search): readonly Field[] {
  return search.starts.map((start) => {
    const base = start.text.replace(/\/+$/, "");
    const chosen =
      search.names.length === 1
        ? (search.names[0] ?? "*")
        : search.names.length > 1
          ? (search.names.find((name) => !isRegenerable(name)) ?? search.names[0] ?? "*")
          : search.narrowed
            ? `${DYNAMIC}x`
            : search.deep
              ? "**"
              : "*";
    const name = chosen.replace(/^\*+\//, "").replace(/^\.\//, "");
    return {
      ...start,
      text: `${base}/${search.narrowed && /^[*.?]+$/.test(name) ? `${DYNAMIC}x` : name}`,
      glob: /[*?[]/.test(name),
    };
  });
}

function deleteFound(run: Invocation, search: Search): void {
  const tags = search.narrowed ? ["selected"] : [];
  for (const field of found(search))
    run.emit({ kind: "delete", target: run.path(field, { link: true }), recursive: true, how: "remove", tags });
}

function runOnFound(run: Invocation, command: readonly Field[], search: Search): void {
  if (command.length === 0) return;
  const tags = search.narrowed ? ["selected"] : [];
  for (const place of found(search)) {
    const fields = command.map((field) =>
      field.text.includes("{}") ? { ...field, text: field.text.replaceAll("{}", place.text), glob: place.glob } : field,
    );
    run.command(fields, { external: true, tags });
  }
}

/** fd(1): everything after -x or -X is a command on what was found. */
function runFd(run: Invocation): Stream {
  const at = run.args.findIndex((field) => /^(?:-x|-X|--exec|--exec-batch)$/.test(field.text));
  if (at < 0) return opaqueStream();
  const before = parseArguments(run.args.slice(0, at), { options: FD_OPTIONS });
  const start = before.operands[1] ??
    before.options.get("search-path")?.[0] ??
    before.options.get("base-directory")?.[0] ?? {
      text: ".",
      quoted: false,
      glob: false,
      taint: CLEAN,
      span: run.span,
    };
  const pattern = before.operands[0]?.text;
  const chosen = ["e", "S", "changed-within", "changed-before", "o", "d"].some((name) => before.options.has(name));
  const narrowed = chosen || (pattern !== undefined && pattern !== "." && pattern !== "");
  const command = run.args.slice(at + 1);
  const hasPlace = command.some((field) => field.text.includes("{}"));
  const place = {
    ...start,
    text: `${start.text.replace(/\/+$/, "")}/${narrowed ? `${DYNAMIC}x` : "**"}`,
    glob: !narrowed,
  };
  const fields = hasPlace
    ? command.map((field) => ({
        ...field,
        text: field.text.replaceAll("{}", place.text),
        glob: field.text.includes("{}") && place.glob,
      }))
    : [...command, place];
  return run.command(fields, { external: true, tags: narrowed ? ["selected"] : [], stdin: opaqueStream() });
}
