import { DYNAMIC } from "../../model/effect.ts";
import { type Field, NO_STREAM, type Stream } from "../shell/value.ts";
import type { Invocation } from "./program.ts";
import { textOf } from "./text-of.ts";

/** chmod(1): a mode may begin with a dash (`chmod -x file`), so options are told apart by hand. */
export function changeMode(run: Invocation): Stream {
  const words = run.args.filter((field) => !/^-(?:[cfvRhPLHEN]+|-\w.*)$/.test(field.text) || field.text === "-");
  const options = run.args.filter((field) => !words.includes(field));
  const recursive = options.some((field) => /^-[a-zA-Z]*R/.test(field.text) || field.text === "--recursive");
  const referenced = options.some((field) => field.text.startsWith("--ref"));
  const mode = referenced ? "" : textOf(words[0]);
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

export function changeOwner(run: Invocation): Stream {
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

export function permission(
  run: Invocation,
  fields: readonly Field[],
  change: "world-writable" | "setuid" | "no-access" | "executable" | "owner" | "acl" | "immutable" | "mode",
  value: string,
  recursive: boolean,
): Stream {
  for (const field of fields) run.emit({ kind: "permission", target: run.path(field), recursive, change, value });
  return NO_STREAM;
}
