import type { Span } from "../../model/effect.ts";
import { type Context, emit } from "../context.ts";
import { placed } from "../paths/placed.ts";

const HEADER = /^\*\*\* (Add File|Update File|Delete File|Move to): (.*)$/;

/** Reads an apply_patch text (`*** Begin Patch` … `*** End Patch`): several files, adds, updates, moves, deletes. */
export function interpretPatch(text: string, cwd: string | undefined, context: Context, by: string): void {
  let offset = 0;
  let current: { path: string; span: Span; verb: string; added: string[] } | undefined;
  let headers = 0;
  const target = (path: string, followLast = true) => placed(path, cwd, context, { followLast });
  const finish = () => {
    if (current === undefined || current.verb === "Delete File") return;
    const how = current.verb === "Add File" ? "create" : "modify";
    emit(
      context,
      { kind: "write", target: target(current.path), how, content: current.added.join("\n") },
      { by, span: current.span },
    );
    current = undefined;
  };
  for (const line of text.split("\n")) {
    const span = { start: offset, end: offset + line.length };
    offset += line.length + 1;
    const header = HEADER.exec(line.replace(/\r$/, "").trimStart());
    if (header === null) {
      if (line.startsWith("+")) current?.added.push(line.slice(1));
      continue;
    }
    headers++;
    const [, verb = "", raw = ""] = header;
    const path = raw.trim();
    if (verb === "Move to") {
      const from = current?.path;
      emit(
        context,
        { kind: "write", target: target(path), how: "create", ...(from === undefined ? {} : { source: target(from) }) },
        { by, span },
      );
      if (from !== undefined)
        emit(
          context,
          { kind: "delete", target: target(from, false), recursive: false, how: "move-away" },
          { by, span },
        );
      continue;
    }
    finish();
    if (verb === "Delete File")
      emit(context, { kind: "delete", target: target(path, false), recursive: false, how: "remove" }, { by, span });
    current = { path, span, verb, added: [] };
  }
  finish();
  if (headers === 0)
    emit(
      context,
      { kind: "unknown", reason: "malformed-input", detail: "a patch without file headers", certainty: "unknown" },
      { by, span: { start: 0, end: text.length } },
    );
}
