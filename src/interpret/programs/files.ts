import { DYNAMIC, type PathTarget } from "../../model/effect.ts";
import { words } from "../../words.ts";
import { hostTarget } from "../hosts.ts";
import { baseName } from "../paths/normalise.ts";
import { CLEAN, type Field, NO_STREAM, opaqueStream, type Stream } from "../shell/value.ts";
import { usePath } from "./acts.ts";
import { FIND } from "./find.ts";
import type { Invocation, Program } from "./program.ts";

const COPY_OPTIONS =
  "-a|--archive -b|--backup?= -d -f|--force -i|--interactive -H -l|--link -L|--dereference -n|--no-clobber -P|--no-dereference -p --preserve?= --no-preserve= --parents -r|-R|--recursive --reflink?= --remove-destination --sparse= -s|--symbolic-link -S|--suffix= -t|--target-directory= -T|--no-target-directory -u|--update?= -v|--verbose -x|--one-file-system -Z --context?= --strip-trailing-slashes -c -X";

/** What happens to files: coreutils(1), findutils, rsync(1) and their relatives. */
export const FILES: readonly Program[] = [
  {
    names: ["rm", "grm", "srm"],
    options:
      "-r|-R|--recursive -f|--force -i -I --interactive?= -d|--dir -v|--verbose --one-file-system --no-preserve-root --preserve-root?= -P -x -W",
    run: (run) => {
      const recursive = run.has("r") || run.parsed.dynamic;
      const tags = [...(run.has("f") ? ["forced"] : []), ...(run.has("no-preserve-root") ? ["no-preserve-root"] : [])];
      return removeAll(run, run.operands, recursive, tags);
    },
  },
  {
    names: ["rmdir", "grmdir"],
    options: "-p|--parents -v|--verbose --ignore-fail-on-non-empty",
    run: (run) => removeAll(run, run.operands, false, ["only-empty"]),
  },
  {
    names: words("unlink trash trash-put rmtrash gio-trash del-safe rimraf rip git-trash"),
    options: "-f -r -v --glob",
    run: (run) => removeAll(run, run.operands, run.name === "rimraf", run.name.includes("trash") ? ["to-trash"] : []),
  },
  {
    names: ["shred", "gshred", "wipe", "srm-wipe", "scrub"],
    options:
      "-f|--force -n|--iterations= -s|--size= -u|--remove?= -v|--verbose -x|--exact -z|--zero --random-source= -r -R -q -i",
    run: (run) => {
      for (const field of run.operands)
        run.emit({ kind: "delete", target: run.path(field), recursive: run.has("r", "R"), how: "overwrite" });
      return NO_STREAM;
    },
  },
  {
    names: ["truncate", "gtruncate"],
    options: "-c|--no-create -o|--io-blocks -r|--reference= -s|--size=",
    run: (run) => {
      const empties = /^0\w*$/.test(run.value("s")?.text ?? "");
      for (const field of run.operands)
        run.emit({
          kind: "write",
          target: run.path(field),
          how: empties ? "truncate" : "modify",
          ...(empties ? { content: "", tags: ["empty"] } : {}),
        });
      return NO_STREAM;
    },
  },
  { names: ["cp", "gcp", "ditto"], options: COPY_OPTIONS, run: (run) => copy(run, "copy") },
  { names: ["mv", "gmv"], options: COPY_OPTIONS, run: (run) => copy(run, "move") },
  {
    names: ["install", "ginstall"],
    options:
      "-b -c -C|--compare -d|--directory -D -g|--group= -m|--mode= -o|--owner= -p -s|--strip -t|--target-directory= -T -v -Z",
    run: (run) => (run.has("d") ? makeFolders(run) : copy(run, "copy")),
  },
  {
    names: ["ln", "gln", "link"],
    options:
      "-b -d -F -f|--force -i -L -n|--no-dereference -P -r|--relative -s|--symbolic -S= -t|--target-directory= -T|--no-target-directory -v -h",
    run: link,
  },
  { names: ["mkdir", "gmkdir"], options: "-m|--mode= -p|--parents -v|--verbose -Z", run: makeFolders },
  {
    names: ["touch", "gtouch", "mkfifo", "mknod"],
    options: "-a -c|--no-create -d|--date= -f -h -m -r|--reference= -t= --time=",
    run: (run) => each(run, "append", run.operands.slice(0, run.name === "mknod" ? 1 : undefined)),
  },
  { names: ["tee", "gtee", "sponge"], options: "-a|--append -i -p --output-error?=", run: tee },
  {
    names: ["dd", "gdd", "dcfldd", "dc3dd"],
    style: "none",
    run: (run) => {
      const values = new Map(run.args.map((field) => [field.text.slice(0, field.text.indexOf("=")), field] as const));
      const given = (name: string): Field | undefined => {
        const field = values.get(name);
        return field === undefined ? undefined : { ...field, text: field.text.slice(name.length + 1) };
      };
      const [from, to] = [given("if"), given("of")];
      if (from !== undefined) usePath(run, from, "read", false);
      if (to === undefined) return undefined;
      const target = run.path(to);
      if (target.scope === "device") run.emit({ kind: "system", action: "overwrite-disk", object: target.path });
      if (target.scope !== "null") run.emit({ kind: "write", target, how: "truncate" });
      return NO_STREAM;
    },
  },
  {
    names: ["chmod", "gchmod"],
    options:
      "-c|--changes -f|--silent -v|--verbose -R|--recursive --reference= --no-preserve-root --preserve-root -h -E -C -N -P -L -H -a= +a=",
    style: "none",
    run: changeMode,
  },
  {
    names: ["chown", "gchown", "chgrp", "gchgrp"],
    options:
      "-c|--changes -f|--silent -v|--verbose -R|--recursive --reference= --from= -h|--no-dereference -H -L -P --dereference --no-preserve-root --preserve-root -x -n",
    run: changeOwner,
  },
  {
    names: ["chattr"],
    style: "none",
    run: (run) =>
      permission(
        run,
        run.args.slice(1).filter((field) => !field.text.startsWith("-")),
        "immutable",
        run.args[0]?.text ?? "",
        run.args.some((field) => field.text === "-R"),
      ),
  },
  {
    names: ["chflags"],
    options: "-R -f -h -v -H -L -P",
    run: (run) => permission(run, run.operands.slice(1), "immutable", run.operands[0]?.text ?? "", run.has("R")),
  },
  {
    names: ["setfacl"],
    options: "-m|--modify= -M= -x|--remove= -X= -b|--remove-all -k -n -d -R|--recursive --set= --restore=",
    run: (run) => permission(run, run.operands, "acl", run.value("m", "set")?.text ?? "", run.has("R")),
  },
  {
    names: ["icacls", "cacls", "takeown"],
    style: "none",
    run: (run) =>
      permission(
        run,
        run.args.filter((field) => !field.text.startsWith("/")).slice(0, 1),
        "acl",
        run.args
          .slice(1)
          .map((field) => field.text)
          .join(" "),
        run.args.some((field) => /^\/t$/i.test(field.text)),
      ),
  },
  {
    names: ["rsync"],
    options:
      "-a|--archive -v|--verbose -r|--recursive -z|--compress -n|--dry-run -u|--update -l -p -t -g -o -D -H -A -X -R -b -c -C -d -e|--rsh= -f|--filter= -h -i -k -K -L -m -O -P -q -S -s -T|--temp-dir= -W -x -y -0 -4 -6 -8 -B= -M= --exclude= --include= --exclude-from= --include-from= --files-from= --delete --del --delete-before --delete-during --delete-delay --delete-after --delete-excluded --delete-missing-args --remove-source-files --backup-dir= --suffix= --rsync-path= --bwlimit= --timeout= --port= --log-file= --password-file= --partial-dir= --compare-dest= --copy-dest= --link-dest= --out-format= --max-size= --min-size= --max-delete= --chmod= --chown= --info= --progress --stats --force --inplace --append --ignore-existing --existing --numeric-ids --size-only",
    dryRun: "dry-run",
    run: sync,
  },
  ...FIND,
];

function removeAll(run: Invocation, fields: readonly Field[], recursive: boolean, tags: readonly string[]): Stream {
  // An empty operand names nothing; rm(1) refuses it.
  for (const field of fields.filter(({ text }) => text !== ""))
    run.emit({ kind: "delete", target: run.path(field, { link: true }), recursive, how: "remove", tags });
  return NO_STREAM;
}

function each(run: Invocation, use: "append" | "mkdir", fields: readonly Field[]): Stream {
  for (const field of fields) usePath(run, field, use, false);
  return NO_STREAM;
}

function makeFolders(run: Invocation): Stream {
  return each(run, "mkdir", run.operands);
}

/** Copies and moves: sources are read (or moved away), the destination is written, known content travels along. */
function copy(run: Invocation, how: "copy" | "move"): Stream {
  const folder = run.value("t");
  const sources = folder === undefined ? run.operands.slice(0, -1) : run.operands;
  const last = folder ?? run.operands.at(-1);
  if (last === undefined || sources.length === 0) return NO_STREAM;
  const recursive = run.has("r", "a") || how === "move";
  for (const field of sources) {
    const source = run.path(field, { link: true });
    if (how === "move") run.emit({ kind: "delete", target: source, recursive: true, how: "move-away" });
    else run.emit({ kind: "read", target: source, recursive, how: "content" });
    const into = destination(run, last, source, folder !== undefined || sources.length > 1);
    const content = run.state.files.get(source.path);
    const whole = run.path(last);
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
function destination(run: Invocation, last: Field, source: PathTarget, isFolder: boolean): PathTarget {
  const whole = run.path(last);
  const folder =
    isFolder ||
    last.text.endsWith("/") ||
    last.text === "." ||
    last.text === ".." ||
    run.context.world.stat(whole.path) === "directory";
  if (!folder || source.glob) return whole;
  return run.path({ ...last, text: `${last.text.replace(/\/+$/, "")}/${baseName(source.path)}` });
}

function link(run: Invocation): Stream {
  const folder = run.value("t");
  const targets = folder === undefined ? run.operands.slice(0, Math.max(1, run.operands.length - 1)) : run.operands;
  const last = folder ?? (run.operands.length > 1 ? run.operands.at(-1) : undefined);
  for (const field of targets) {
    const source = run.path(field);
    const at = last ?? { ...field, text: baseName(source.path) };
    const place = destination(run, at, source, folder !== undefined || targets.length > 1);
    run.emit({ kind: "write", target: place, how: "link", source });
    run.state.links.set(place.path, source.path);
  }
  return NO_STREAM;
}

function tee(run: Invocation): Stream {
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

/** chmod(1): a mode may begin with a dash (`chmod -x file`), so options are told apart by hand. */
function changeMode(run: Invocation): Stream {
  const words = run.args.filter((field) => !/^-(?:[cfvRhPLHEN]+|-\w.*)$/.test(field.text) || field.text === "-");
  const options = run.args.filter((field) => !words.includes(field));
  const recursive = options.some((field) => /^-[a-zA-Z]*R/.test(field.text) || field.text === "--recursive");
  const referenced = options.some((field) => field.text.startsWith("--ref"));
  const mode = referenced ? "" : (words[0]?.text ?? "");
  permission(run, referenced ? words : words.slice(1), modeChange(mode), mode, recursive);
  return NO_STREAM;
}

function modeChange(mode: string) {
  if (/^[0-7]{1,5}$/.test(mode)) {
    const digits = mode.padStart(4, "0");
    const [special, , , other] = [...digits.slice(-4)].map(Number) as [number, number, number, number];
    if ((special & 6) !== 0) return "setuid" as const;
    if ((other & 2) !== 0) return "world-writable" as const;
    if (/^0*$/.test(mode)) return "no-access" as const;
    return "mode" as const;
  }
  if (/(?:^|,)[ugoa]*[+=][rwxXt]*s/.test(mode)) return "setuid" as const;
  if (/(?:^|,)(?:[ug]*[oa][ugoa]*)?[+=][rxXst]*w/.test(mode) && !/^[ug]+[+=]/.test(mode))
    return mode.startsWith("+") ? ("mode" as const) : ("world-writable" as const);
  if (/^(?:a|ugo)?-[rwx]*r/.test(mode) || /^(?:a|ugo)?=$/.test(mode)) return "no-access" as const;
  if (/[+=]\w*x/.test(mode)) return "executable" as const;
  return "mode" as const;
}

function changeOwner(run: Invocation): Stream {
  const referenced = run.has("reference");
  permission(
    run,
    referenced ? run.operands : run.operands.slice(1),
    "owner",
    referenced ? "" : (run.operands[0]?.text ?? DYNAMIC),
    run.has("R"),
  );
  return NO_STREAM;
}

function permission(
  run: Invocation,
  fields: readonly Field[],
  change: "world-writable" | "setuid" | "no-access" | "executable" | "owner" | "acl" | "immutable" | "mode",
  value: string,
  recursive: boolean,
): Stream {
  for (const field of fields) run.emit({ kind: "permission", target: run.path(field), recursive, change, value });
  return NO_STREAM;
}

const REMOTE = /^(?:rsync:\/\/|(?:[^/@\s]+@)?[A-Za-z0-9][\w.-]*:{1,2}(?!\\))/;

/** rsync(1): `--delete` removes what the source has not; from an empty folder that is everything. */
function sync(run: Invocation): Stream {
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
  return hostTarget(text.startsWith("rsync://") ? text : (text.split(":")[0] ?? text));
}
