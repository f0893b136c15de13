import type { PathTarget } from "../../model/effect.ts";
import { hostTarget } from "../hosts.ts";
import { baseName } from "../paths/normalise.ts";
import { CLEAN, type Field, NO_STREAM, opaqueStream, type Stream } from "../shell/value.ts";
import type { Invocation } from "./program.ts";
import { upTo } from "./text-of.ts";

export const COPY_OPTIONS =
  "-a|--archive -b|--backup?= -d -f|--force -i|--interactive -H -l|--link -L|--dereference -n|--no-clobber -P|--no-dereference -p --preserve?= --no-preserve= --parents -r|-R|--recursive --reflink?= --remove-destination --sparse= -s|--symbolic-link -S|--suffix= -t|--target-directory= -T|--no-target-directory -u|--update?= -v|--verbose -x|--one-file-system -Z --context?= --strip-trailing-slashes -c -X";

/** Copies and moves: sources are read (or moved away), the destination is written, known content travels along. */
export function copy(run: Invocation, how: "copy" | "move"): Stream {
  const folder = run.value("t");
  const sources = folder === undefined ? run.operands.slice(0, -1) : run.operands;
  const last = folder ?? run.operands.at(-1);
  if (last === undefined || sources.length === 0) return NO_STREAM;
  const recursive = run.has("r", "a") || how === "move";
  const whole = run.path(last);
  for (const field of sources) {
    const source = run.path(field, { link: true });
    if (how === "move") run.emit({ kind: "delete", target: source, recursive: true, how: "move-away" });
    else run.emit({ kind: "read", target: source, recursive, how: "content" });
    const into = destination(run, last, whole, source, folder !== undefined || sources.length > 1);
    const content = run.state.files.get(source.path);
    run.emit({
      kind: "write",
      target: into,
      how: run.has("s", "l") ? "link" : "truncate",
      source,
      ...(content?.text === undefined ? {} : { content: content.text }),
    });
    if (whole.path !== into.path && whole.scope === "device")
      run.emit({ kind: "write", target: whole, how: "truncate", source });
    const taint = content?.taint ?? CLEAN;
    const text = content?.text ?? undefined;
    run.state.files.set(into.path, { text, taint: { ...taint, files: [...taint.files, source] }, empty: false });
  }
  return NO_STREAM;
}

/** Where a copy lands: in the folder, when the destination is one. */
function destination(
  run: Invocation,
  last: Field,
  whole: PathTarget,
  source: PathTarget,
  isFolder: boolean,
): PathTarget {
  const folder =
    isFolder ||
    last.text.endsWith("/") ||
    last.text === "." ||
    last.text === ".." ||
    run.context.world.stat(whole.path) === "directory";
  if (!folder || source.glob) return whole;
  return run.path({ ...last, text: `${last.text.replace(/\/+$/, "")}/${baseName(source.path)}` });
}

export function link(run: Invocation): Stream {
  const folder = run.value("t");
  const targets = folder === undefined ? run.operands.slice(0, Math.max(1, run.operands.length - 1)) : run.operands;
  const last = folder ?? (run.operands.length > 1 ? run.operands.at(-1) : undefined);
  for (const field of targets) {
    const source = run.path(field);
    const at = last ?? { ...field, text: baseName(source.path) };
    const place = destination(run, at, run.path(at), source, folder !== undefined || targets.length > 1);
    run.emit({ kind: "write", target: place, how: "link", source });
    run.state.links.set(place.path, source.path);
  }
  return NO_STREAM;
}

export function tee(run: Invocation): Stream {
  for (const field of run.operands) {
    const target = run.path(field);
    if (target.scope === "null") continue;
    const content = run.stdin.text;
    run.emit({
      kind: "write",
      target,
      how: run.has("a") ? "append" : "truncate",
      ...(content === undefined ? {} : { content }),
    });
    run.state.files.set(target.path, { text: content, taint: run.stdin.taint, empty: false });
  }
  return run.stdin.empty ? opaqueStream() : run.stdin;
}

const REMOTE = /^(?:rsync:\/\/|(?:[^/@\s]+@)?[A-Za-z0-9][\w.-]*:{1,2}(?!\\))/;

/** rsync(1): `--delete` removes what the source has not; from an empty folder that is everything. */
export function sync(run: Invocation): Stream {
  const shell = run.value("e");
  if (shell !== undefined && !/^(?:\S*\/)?ssh\b/.test(shell.text))
    run.shell(shell.text, { source: "inline", span: shell.span });
  const last = run.operands.at(-1);
  const sources = run.operands.slice(0, -1);
  if (last === undefined) return NO_STREAM;
  const deletes = [...run.parsed.options.keys()].some(
    (name) => name === "delete" || name === "del" || name.startsWith("delete-"),
  );
  const files = sources.filter((field) => !REMOTE.test(field.text)).map((field) => run.path(field));
  for (const target of files) run.emit({ kind: "read", target, recursive: true, how: "content" });
  if (run.has("remove-source-files"))
    for (const target of files) run.emit({ kind: "delete", target, recursive: true, how: "move-away" });
  if (REMOTE.test(last.text)) {
    run.emit({ kind: "send", target: remoteHost(last.text), data: "file", files, method: "rsync" });
    if (deletes)
      run.emit({
        kind: "delete",
        target: { ...run.path(last), raw: last.text, scope: "remote" },
        recursive: true,
        how: "empty",
      });
    return NO_STREAM;
  }
  const target = run.path(last);
  for (const field of sources.filter((source) => REMOTE.test(source.text)))
    run.emit({ kind: "fetch", target: remoteHost(field.text), method: "rsync" });
  run.emit({ kind: "write", target, how: "truncate", ...(files[0] === undefined ? {} : { source: files[0] }) });
  if (deletes) {
    const empties = files.some((source) => isEmptyFolder(run, source));
    run.emit({ kind: "delete", target, recursive: true, how: "empty", tags: empties ? ["from-empty"] : ["mirrored"] });
  }
  return NO_STREAM;
}

function isEmptyFolder(run: Invocation, source: PathTarget): boolean {
  if (
    /(?:^|\/)(?:empty|blank)\w*$/i.test(source.path) ||
    source.raw.startsWith("$(mktemp") ||
    /\/tmp\.\uFFFC?/.test(source.path)
  )
    return true;
  return run.context.world.list(source.path, 1)?.length === 0;
}

function remoteHost(text: string) {
  return hostTarget(text.startsWith("rsync://") ? text : upTo(text, ":"));
}
