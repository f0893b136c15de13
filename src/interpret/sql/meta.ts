import type { Sink } from "./sink.ts";

/** More of one line is not read. */
const MAX_META = 4096;

/** Commands of which the rest is a shell's. */
const SHELLS: readonly RegExp[] = [
  /^\\!\s*(.+)$/s,
  /^\.(?:shell|system)\s+(.+)$/is,
  /^:?!!?\s*(?:(?:system|exec)\s+)?(?!source|load)(.+)$/is,
  /^(?:system|host|ho|pager)\s+(.+)$/is,
  /^\\(?:o|g|gx|w)\s*\|\s*(.+)$/is,
  /^\\copy\b.*\s(?:to|from)\s+program\s+(.+)$/is,
  /^\.(?:output|once|import)\s+(?:--?\w+\s+)*['"]?\|\s*(.+?)['"]?$/is,
];

/** A client's own command: psql(1) and mysql(1) back-slashes, sqlite's dots, sqlplus' `host`, sqlcmd's `!!` and `:r`. */
export function readMeta(whole: string, sink: Sink): void {
  const text = whole.slice(0, MAX_META);
  for (const pattern of SHELLS) {
    const shell = pattern.exec(text)?.[1];
    if (shell === undefined) continue;
    sink.shell(unquoted(shell));
    return;
  }
  const script =
    /^\\(?:i|ir|include|include_relative|\.)\s+(\S+)/i.exec(text)?.[1] ??
    /^\.read\s+(\S.*)$/i.exec(text)?.[1] ??
    /^(?:source|start|@@?|:r|!source)\s*(\S+)/i.exec(text)?.[1];
  if (script !== undefined) {
    if (script.startsWith("|")) sink.shell(unquoted(script.slice(1)));
    else sink.script(unquoted(script));
    return;
  }
  const copied = /^\\copy\b.*\s(to|from)\s+('[^']+'|"[^"]+"|[^\s'"]+)/is.exec(text);
  if (copied?.[2] !== undefined) {
    if (!/^(?:p?std(?:in|out)|program)$/i.test(copied[2]))
      sink.file(copied[1]?.toLowerCase() === "to" ? "write" : "read", unquoted(copied[2]));
    return;
  }
  const written = /^(?:\\(?:o|g|w|s)|\.(?:output|once|backup|save|log|trace|excel)|tee|spool)\s+(\S.*)$/i.exec(
    text,
  )?.[1];
  if (written !== undefined && !/^(?:off|stdout|on)\b/i.test(written)) sink.file("write", unquoted(lastWord(written)));
  const restored = /^\.(?:restore)\s+(\S.*)$/i.exec(text)?.[1];
  if (restored !== undefined) sink.change("restore", "database", unquoted(lastWord(restored)));
  const loaded = /^\.load\s+(\S+)/i.exec(text)?.[1];
  if (loaded !== undefined) sink.change("load-code", "library", unquoted(loaded));
  const imported = /^\.(?:import|open)\s+(?:--?\w+\s+)*('[^']+'|"[^"]+"|\S+)/i.exec(text)?.[1];
  if (imported !== undefined) sink.file("read", unquoted(imported));
}

function lastWord(text: string): string {
  const quoted = /(['"])([^'"]*)\1\s*$/.exec(text)?.[2];
  return quoted ?? text.trim().replace(/^.*\s/s, "");
}

function unquoted(text: string): string {
  const plain = text.trim().replace(/\\g$/, "").trim();
  const inner = /^(['"])(.*)\1$/s.exec(plain)?.[2];
  return inner === undefined ? plain : inner.replaceAll("''", "'");
}
