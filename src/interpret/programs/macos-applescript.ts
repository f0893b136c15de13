import { DYNAMIC } from "../../model/effect.ts";
import type { Draft } from "../context.ts";
import { CLEAN, opaqueStream, type Stream } from "../shell/value.ts";
import type { Invocation } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** What AppleScript can do without a shell, told from its plain words. AppleScript Language Guide, "Commands Reference". */
const DEEDS: readonly (readonly [RegExp, Draft])[] = [
  [
    /\bmake\b[^"]{0,60}\blogin item\b/i,
    { kind: "persist", mechanism: "login-item", object: "login item", remove: false },
  ],
  [/\b(?:keystroke|key code)\b/i, { kind: "system", action: "keyboard", object: "type" }],
  [
    /\bhidden answer\b|\bdefault answer\b[^\n]{0,200}\bpassword\b|\bpassword\b[^\n]{0,200}\bdefault answer\b/i,
    { kind: "system", action: "keychain", object: "password dialog", tags: ["phishing"] },
  ],
  [/\bthe clipboard\b/i, { kind: "system", action: "clipboard", object: "read" }],
  [/\b(?:shut down|restart)\b(?=\s*(?:$|["\n']))/i, { kind: "system", action: "shutdown", object: "machine" }],
  [/\bempty (?:the )?trash\b/i, { kind: "system", action: "volume-delete", object: "trash", tags: ["trash"] }],
];
const SHELL = /\bdo (?:shell )?script\s+((?:"(?:[^"\\]|\\.)*"|quoted form of|&|\s)+)([^\n]*)/gi;

/** osascript(1): `do shell script` is a shell, with administrator rights where it says so. */
export function runAppleScript(run: Invocation): Stream {
  const written = run.values("e").map((field) => field.text);
  const file = run.operands[0];
  const fromFile = file === undefined || written.length > 0 ? undefined : run.readFile(run.path(file));
  const text = written.length > 0 ? written.join("\n") : orEmpty(fromFile?.text ?? run.stdin.text);
  if (/^(?:javascript|jxa)$/i.test(textOf(run.value("l")))) {
    run.code("javascript", text, { source: "inline" });
    return opaqueStream();
  }
  for (const match of text.matchAll(SHELL)) {
    const code = [...orEmpty(match[1]).matchAll(/"((?:[^"\\]|\\.)*)"/g)]
      .map((part) => orEmpty(part[1]).replace(/\\(.)/g, "$1"))
      .join("");
    const elevated = /\bwith administrator privileges\b/i.test(orEmpty(match[2]));
    if (elevated) run.emit({ kind: "privilege", action: "become", object: "administrator" });
    run.shell(code, { source: "inline", changes: { elevated } });
  }
  for (const [test, deed] of DEEDS) if (test.test(text)) run.emit(deed);
  if (/\btell app(?:lication)? "Finder"[\s\S]{0,80}\bdelete\s+(?:\()?(?:every|all|entire|items|contents)\b/i.test(text))
    deletes(run, DYNAMIC);
  const deleted = /\bdelete\b[^\n]{0,40}\bPOSIX file\s+"([^"]+)"/i.exec(text)?.[1];
  if (deleted !== undefined) deletes(run, deleted);
  return opaqueStream();
}

function deletes(run: Invocation, path: string): void {
  const target = run.path({ text: path, quoted: true, glob: false, taint: CLEAN, span: run.span });
  run.emit({ kind: "delete", target, recursive: true, how: "remove", tags: ["to-trash"] });
}
