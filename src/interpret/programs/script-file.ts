import type { PathTarget } from "../../model/effect.ts";
import type { Field } from "../shell/value.ts";
import type { Invocation } from "./program.ts";
import { orEmpty } from "./text-of.ts";

/** Languages by file ending, for files that are run. */
const BY_ENDING: Readonly<Record<string, string>> = {
  sh: "sh", bash: "sh", zsh: "sh", command: "sh", py: "python", js: "javascript", mjs: "javascript", cjs: "javascript", ts: "javascript", mts: "javascript", pl: "perl", rb: "ruby", ps1: "powershell", sql: "sql", cmd: "cmd", bat: "cmd",
}; // biome-ignore format: one table

const BY_INTERPRETER: readonly (readonly [RegExp, string])[] = [
  [/^(?:ba|da|z|k|a)?sh$/, "sh"],
  [/^(?:python|pypy)[\d.]*$/, "python"],
  [/^(?:node|nodejs|deno|bun|tsx|ts-node)$/, "javascript"],
  [/^perl[\d.]*$/, "perl"],
  [/^j?ruby[\d.]*$/, "ruby"],
  [/^(?:pwsh|powershell)$/, "powershell"],
];

function languageOf(path: string, text: string): string | undefined {
  const shebang = /^#!\s*(?:\S*\/)?(?:env\s+(?:-S\s+)?)?(?:\S*\/)?(\S+)/.exec(text)?.[1];
  if (shebang !== undefined) {
    const known = BY_INTERPRETER.find(([test]) => test.test(shebang));
    if (known !== undefined) return known[1];
  }
  return BY_ENDING[orEmpty(/\.(\w+)$/.exec(path)?.[1]?.toLowerCase())];
}

/** A file that is run by its path: its text is interpreted where it can be read. */
export function runScriptFile(invocation: Invocation, target: PathTarget, args: readonly Field[], quiet = false): void {
  const stream = invocation.readFile(target);
  if (stream?.text === undefined) {
    if (stream !== undefined && (stream.taint.remote !== undefined || stream.taint.decoded)) {
      invocation.code("sh", undefined, { source: "file", stream, target });
    } else if (!quiet) {
      invocation.emit({ kind: "unknown", reason: "unknown-program", detail: target.raw, certainty: "unknown" });
    }
    return;
  }
  const language = languageOf(target.path, stream.text) ?? (stream.text.includes("\0") ? undefined : "sh");
  if (language === undefined || (quiet && !stream.text.startsWith("#!"))) return;
  const fromDisk = !invocation.state.files.has(target.path);
  invocation.code(language, stream.text, {
    source: "file",
    stream: fromDisk ? undefined : stream,
    target,
    positional: args.map((field) => field.text),
  } as Parameters<Invocation["code"]>[2]);
}
