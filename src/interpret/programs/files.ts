import { DYNAMIC } from "../../model/effect.ts";
import { words } from "../../words.ts";
import { isWithin } from "../paths/normalise.ts";
import { type Field, NO_STREAM, type Stream } from "../shell/value.ts";
import { usePath } from "./acts.ts";
import { COPY_OPTIONS, copy, link, sync, tee } from "./copying.ts";
import { FIND } from "./find.ts";
import { changeMode, changeOwner, permission } from "./permissions.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

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
      const empties = /^0\w*$/.test(textOf(run.value("s")));
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
      if (from !== undefined) usePath(run, from, "read");
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
        textOf(run.args[0]),
        run.args.some((field) => field.text === "-R"),
      ),
  },
  {
    names: ["chflags"],
    options: "-R -f -h -v -H -L -P",
    run: (run) => permission(run, run.operands.slice(1), "immutable", textOf(run.operands[0]), run.has("R")),
  },
  {
    names: ["setfacl"],
    options: "-m|--modify= -M= -x|--remove= -X= -b|--remove-all -k -n -d -R|--recursive --set= --restore=",
    run: (run) => permission(run, run.operands, "acl", textOf(run.value("m", "set")), run.has("R")),
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
  for (const field of fields.filter(({ text }) => text !== "")) {
    const target = run.path(field, { link: true });
    // What this very call has cloned holds nobody's commits but the remote's.
    const fresh = [...run.state.repositories].some((folder) => target.path !== folder && isWithin(target.path, folder));
    run.emit({
      kind: "delete",
      target,
      recursive: recursive || isDeep(field) || isFound(run, field),
      how: "remove",
      tags: fresh ? [...tags, "fresh-repository"] : tags,
    });
  }
  return NO_STREAM;
}

function each(run: Invocation, use: "append" | "mkdir", fields: readonly Field[]): Stream {
  for (const field of fields) usePath(run, field, use);
  return NO_STREAM;
}

function makeFolders(run: Invocation): Stream {
  return each(run, "mkdir", run.operands);
}

/** What find chose by age or size may lie at any depth. */
function isFound(run: Invocation, field: Field): boolean {
  return run.state.tags.includes("selected") && field.text.endsWith(`/${DYNAMIC}x`);
}

/** `**` is what lies below at any depth: what find lists, and what a shell with globstar puts there. */
function isDeep(field: Field): boolean {
  return /(?:^|\/)\*\*$/.test(field.text);
}
