import { pathOf } from "../powershell/paths.ts";
import { type Field, NO_STREAM } from "../shell/value.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";
import { line, readSwitches } from "./windows-switches.ts";

/** Windows programs that copy, protect, wipe or free files and disks. Microsoft's "Windows Commands" reference. */
export const WINDOWS_FILES: readonly Program[] = [
  { names: ["robocopy"], style: "none", run: robocopy },
  { names: ["xcopy"], style: "none", run: xcopy },
  { names: ["icacls", "cacls", "xcacls"], style: "none", run: permissions },
  { names: ["takeown"], style: "none", run: (run) => owner(run) },
  { names: ["cipher"], style: "none", run: (run) => { const at = readSwitches(run).value("w"); if (at !== undefined) run.emit({ kind: "delete", target: pathOf(at.text, run), recursive: true, how: "overwrite", tags: ["free-space"] }); return undefined; } },
  { names: ["sdelete", "sdelete64"], style: "none", run: (run) => { const { on, operands } = readSwitches(run, ["p"]); for (const field of operands) run.emit({ kind: "delete", target: pathOf(field.text, run, true), recursive: on.has("s") || on.has("r"), how: "overwrite" }); return undefined; } },
  { names: ["format"], style: "none", run: (run) => system(run, "format-disk", drive(run)) },
  { names: ["diskpart"], style: "none", run: diskpart },
  { names: ["fsutil"], style: "none", acts: [
    { sub: "file setzerodata", does: (_run, operands) => ({ kind: "system", action: "overwrite-disk", object: textOf(operands.at(-1)) }) },
    { sub: "usn deletejournal", does: { kind: "system", action: "clear-logs", object: "usn-journal" } },
    { sub: "volume dismount", does: { kind: "system", action: "unmount", object: "" } },
  ] },
  { names: ["mountvol"], style: "none", run: (run) => (readSwitches(run).on.has("d") || readSwitches(run).on.has("p") ? system(run, "unmount", run.args[0]) : undefined) },
  { names: ["esentutl"], style: "none", run: (run) => { const from = readSwitches(run, ["y", "d"]).value("y"); if (from !== undefined) run.emit({ kind: "read", target: pathOf(from.text, run), recursive: false, how: "content" }); return undefined; } },
  { names: ["forfiles"], style: "none", run: forFiles },
  { names: ["chkdsk", "sfc", "dism", "subst", "attrib", "comp", "makecab", "vol"], style: "none" },
  { names: ["manage-bde"], style: "none", run: (run) => (/-(?:off|pause|disable)\b/.test(line(run)) ? system(run, "security-off", run.args[1]) : undefined) },
]; // biome-ignore format: one row a line

export function system(run: Invocation, action: string, object: Field | undefined): undefined {
  if (object !== undefined) run.emit({ kind: "system", action, object: object.text });
}

function drive(run: Invocation): Field | undefined {
  return run.args.find((field) => /^[a-z]:\\?$/i.test(field.text) || /^\\\\[?.]\\/.test(field.text));
}

/** /MIR and /PURGE delete in the destination what the source does not have; /MOVE and /MOV empty the source. */
function robocopy(run: Invocation) {
  const { on, operands } = readSwitches(run);
  const [from, to] = operands;
  if (from === undefined || to === undefined || on.has("l")) return NO_STREAM;
  const [source, target] = [pathOf(from.text, run), pathOf(to.text, run)];
  run.emit({ kind: "read", target: source, recursive: true, how: "content" });
  run.emit({ kind: "write", target, how: "truncate", source });
  if (on.has("mir") || on.has("purge")) {
    const listed = run.context.world.list(source.path, 1);
    const empty = listed?.length === 0 || /(?:^|[\\/_-])(?:empty|blank|nothing|void)[^\\/]*$/i.test(from.text);
    run.emit({
      kind: "delete",
      target,
      recursive: true,
      how: empty ? "empty" : "remove",
      tags: [empty ? "from-empty" : "mirror"],
    });
  }
  if (on.has("move") || on.has("mov")) run.emit({ kind: "delete", target: source, recursive: true, how: "move-away" });
  return NO_STREAM;
}

function xcopy(run: Invocation) {
  const { on, operands } = readSwitches(run);
  const [from, to] = operands;
  if (from === undefined || to === undefined || on.has("l")) return NO_STREAM;
  const source = pathOf(from.text, run);
  run.emit({ kind: "read", target: source, recursive: on.has("s") || on.has("e"), how: "content" });
  run.emit({ kind: "write", target: pathOf(to.text, run), how: "truncate", source });
  return NO_STREAM;
}

/** icacls: `/grant Everyone:F`, `/deny`, `/reset`, `/setowner`, `/t` goes below. */
function permissions(run: Invocation) {
  const { on, operands } = readSwitches(run, [
    "grant",
    "grant:r",
    "deny",
    "remove",
    "setowner",
    "inheritance",
    "save",
    "restore",
    "g",
    "p",
    "d",
  ]);
  const [path, ...rest] = operands;
  if (path === undefined) return NO_STREAM;
  const text = line(run);
  const changes = [...on].filter((name) =>
    /^(?:grant|deny|remove|setowner|reset|inheritance|setintegritylevel|restore|g|p|d|e|r)$/.test(name),
  );
  if (changes.length === 0) return NO_STREAM;
  const everyone =
    /(?:everyone|\*s-1-1-0|jeder|tout le monde|authenticated users|users|\*s-1-5-11|\*s-1-5-32-545):(?:\([a-z]{2}\))*\(?[fmw]/.test(
      text,
    );
  const denies = on.has("deny") && !on.has("grant") && !on.has("grant:r");
  const change = denies
    ? /everyone|administrators|system/.test(text)
      ? "no-access"
      : "acl"
    : everyone
      ? "world-writable"
      : on.has("setowner")
        ? "owner"
        : "acl";
  run.emit({
    kind: "permission",
    target: pathOf(path.text, run),
    recursive: on.has("t"),
    change,
    value: [...changes, ...rest.map((field) => field.text)].join(" "),
  });
  return NO_STREAM;
}

function owner(run: Invocation) {
  const switches = readSwitches(run, ["f", "u", "p", "s", "d"]);
  const path = switches.value("f");
  if (path !== undefined)
    run.emit({
      kind: "permission",
      target: pathOf(path.text, run),
      recursive: switches.on.has("r"),
      change: "owner",
      value: switches.on.has("a") ? "administrators" : "self",
    });
  return NO_STREAM;
}

/** Commands come through the input or a script: `clean` forgets a disk, `format` and `delete` do as they say. */
function diskpart(run: Invocation) {
  const file = readSwitches(run, ["s"]).value("s");
  const script = file === undefined ? run.stdin : run.readFile(pathOf(file.text, run));
  const text = orEmpty(script?.text?.toLowerCase());
  const disk = orEmpty(/select\s+(?:disk|volume|partition)\s+(\S+)/.exec(text)?.[1]);
  if (/^\s*clean\b/m.test(text)) run.emit({ kind: "system", action: "wipe-disk", object: disk });
  if (/^\s*format\b/m.test(text)) run.emit({ kind: "system", action: "format-disk", object: disk });
  if (/^\s*(?:delete|create|convert|shrink|extend)\b/m.test(text))
    run.emit({ kind: "system", action: "partition-disk", object: disk });
  if (text === "" && (file !== undefined || !run.stdin.empty))
    run.emit({ kind: "system", action: "partition-disk", object: "", certainty: "unknown" });
  return NO_STREAM;
}

/** `forfiles /p C:\x /m *.log /c "cmd /c del @path"`. */
function forFiles(run: Invocation) {
  const switches = readSwitches(run, ["p", "m", "c", "d"]);
  const command = switches.value("c");
  if (command === undefined) return NO_STREAM;
  const [folder, mask] = [switches.value("p")?.text ?? ".", switches.value("m")?.text ?? "*"];
  const found = `${folder.replace(/[\\/]$/, "")}\\${mask}`;
  return run.code(
    "cmd",
    command.text.replace(/@(?:path|relpath|file|fname)/gi, () => found),
    { source: "inline", span: command.span },
  );
}
