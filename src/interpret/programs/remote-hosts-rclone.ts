import { type Field, NO_STREAM, type Stream } from "../shell/value.ts";
import { fetch, fetched, named, ofFile, send } from "./network-data.ts";
import type { Invocation, Program } from "./program.ts";
import { hostIn, isRemote } from "./remote-hosts-copy.ts";
import { textOf } from "./text-of.ts";

/** Programs that copy to and from the stores of many providers. */
export const RCLONE: readonly Program[] = [
  {
    names: ["rclone"],
    options:
      "-n|--dry-run -i|--interactive -P|--progress -v|--verbose -q|--quiet -c|--checksum -u|--update -L|--copy-links -f|--filter= --config= --exclude= --exclude-from= --include= --include-from= --files-from= --filter-from= --transfers= --checkers= --bwlimit= --log-file= --log-level= --max-age= --min-age= --max-size= --min-size= --max-depth= --backup-dir= --suffix= --retries= --stats= --rc-addr= --addr= --drive-root-folder-id= --s3-provider= --timeout= --contimeout= --user= --pass= --delete-excluded --rmdirs --immutable",
    dryRun: "dry-run",
    run: rclone,
  },
];

/** rclone(1): `remote:path` is elsewhere; `sync` removes what the source has not. */
function rclone(run: Invocation): Stream | undefined {
  const [verb, from, to] = run.operands;
  const name = textOf(verb);
  const elsewhere = (field: Field) => isRemote(run, field) || field.text.startsWith(":");
  const there = (field: Field) => ({ ...run.path(field), raw: field.text, scope: "remote" as const });
  if (/^(?:delete|deletefile|purge|rmdir|rmdirs|cleanup)$/.test(name) && from !== undefined) {
    const target = elsewhere(from) ? there(from) : run.path(from);
    run.emit({ kind: "delete", target, recursive: name === "purge" || name === "delete", how: "remove" });
    return NO_STREAM;
  }
  if (/^(?:cat|rcat)$/.test(name) && from !== undefined) {
    if (name === "rcat") send(run, hostIn(from.text), ofFile(run, named(from, "-")), "rclone");
    return name === "cat" ? fetched(hostIn(from.text)) : NO_STREAM;
  }
  if (/^serve$/.test(name)) {
    run.emit({ kind: "network", action: "listen", tags: ["serves-folder"] });
    return undefined;
  }
  if (name === "link" && from !== undefined) {
    run.emit({
      kind: "cloud",
      provider: "rclone",
      action: "expose",
      resource: "file",
      name: from.text,
      all: false,
      production: false,
    });
    return undefined;
  }
  if (name === "config" && from?.text === "show") {
    run.emit({
      kind: "read",
      target: run.path(named(from, "~/.config/rclone/rclone.conf")),
      recursive: false,
      how: "content",
    });
    return undefined;
  }
  if (!/^(?:copy|copyto|move|moveto|sync|bisync)$/.test(name) || from === undefined || to === undefined)
    return undefined;
  if (elsewhere(to)) {
    if (!elsewhere(from)) send(run, hostIn(to.text), ofFile(run, from), "rclone");
    if (name === "sync")
      run.emit({ kind: "delete", target: there(to), recursive: true, how: "empty", tags: ["mirrored"] });
  } else {
    if (elsewhere(from)) fetch(run, hostIn(from.text), "rclone");
    run.emit({ kind: "write", target: run.path(to), how: "truncate" });
    if (name === "sync")
      run.emit({ kind: "delete", target: run.path(to), recursive: true, how: "empty", tags: ["mirrored"] });
  }
  if (name.startsWith("move"))
    run.emit({
      kind: "delete",
      target: elsewhere(from) ? there(from) : run.path(from),
      recursive: true,
      how: "move-away",
    });
  return NO_STREAM;
}
