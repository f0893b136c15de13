import type { Field } from "../shell/value.ts";
import type { Invocation } from "./program.ts";
import { substitutions } from "./sed-script.ts";
import { textOf } from "./text-of.ts";

/** Filters that leave of `NAME=value` lines the names alone: what is read of a file of secrets is then no secret. */
export function leavesNames(run: Invocation): boolean {
  switch (run.program) {
    case "cut":
      return run.value("f", "fields")?.text === "1" && isEquals(run.value("d", "delimiter"));
    case "awk":
      return isEquals(run.value("F")) && AWK_FIRST.test(textOf(run.operands[0]));
    case "sed":
      return sedScripts(run).length > 0 && sedScripts(run).every(isBlanking);
    case "grep":
      return takesNames(run) || asksOneSetting(run);
    default:
      return false;
  }
}

/** `-d=` and `-d =` alike. */
function isEquals(field: Field | undefined): boolean {
  return field !== undefined && /^=?$/.test(field.text);
}

/** The effects of one pipeline are among the last. */
const NEAR = 64;

/** What came in was read for its names or its length only (`cat .env | cut -d= -f1`): no secret has been shown. */
export function unread(run: Invocation): void {
  const { files } = run.stdin.taint;
  const { effects } = run.context;
  if (files.length === 0) return;
  for (let index = Math.max(0, effects.length - NEAR); index < effects.length; index++) {
    const effect = effects[index];
    if (effect?.kind === "read" && /^(?:content|search)$/.test(effect.how) && files.includes(effect.target))
      effects[index] = { ...effect, how: "metadata" };
  }
}

/** `{print $1}`, with a condition before it or a text behind it. */
const AWK_FIRST = /^[^{}$]*\{\s*print\s+\$1(?:\s*,?\s*"[^"]*")*\s*;?\s*\}\s*$/;

function sedScripts(run: Invocation): readonly string[] {
  if (run.has("f", "i")) return [];
  return (run.has("e") ? run.values("e") : run.operands.slice(0, 1)).map((field) => field.text);
}

/** Nothing behind the first `=` comes through: the value is cut off or replaced. */
function isBlanking(script: string): boolean {
  const [only, ...more] = substitutions(script);
  if (only === undefined || more.length > 0 || /[;{}\n]/.test(script.replace(only.pattern, ""))) return false;
  const { pattern, replacement, flags } = only;
  const group = /^\^?\\?\([^=()]*\\?\)=|^\^?\\?\(\[\^=\](?:\*|\+|\\\+)\\?\)=/.exec(pattern)?.[0];
  const rest = group === undefined ? pattern : pattern.slice(group.length - 1);
  return (
    /^\\?\(?=\\?\)?\\?\(?\.(?:\*|\+|\\\+)\\?\)?\$?$/.test(rest) &&
    /^[gp]*$/.test(flags) &&
    !/&|\\[2-9]/.test(replacement) &&
    (!replacement.includes("\\1") || group !== undefined || /^\\?\(=\\?\)/.test(pattern))
  );
}

/** `grep -o '^[A-Z_]*'`: only what stands before the `=` is printed. */
function takesNames(run: Invocation): boolean {
  const patterns = grepPatterns(run);
  return (
    run.has("o") &&
    patterns.length > 0 &&
    patterns.every((text) => /^\^(?:\[(?:\^=|[\w-]+)\](?:\*|\+|\\\+))+(?:\(\?==\)|=)?$/.test(text))
  );
}

/** `grep '^PORT='`: one setting by its name, whose name does not say that it is secret. */
function asksOneSetting(run: Invocation): boolean {
  const patterns = grepPatterns(run);
  return (
    !run.has("v", "A", "B", "C") &&
    patterns.length > 0 &&
    patterns.every((text) => /^\^[A-Z][A-Z0-9_]*=$/.test(text) && !SAYS_SECRET.test(text))
  );
}

const SAYS_SECRET =
  /SECRET|TOKEN|PASS|PWD|KEY|CREDENTIAL|AUTH|PRIVATE|SALT|DSN|UR[LI]|CONN|CERT|COOKIE|SESSION|WEBHOOK/;

function grepPatterns(run: Invocation): readonly string[] {
  if (run.has("f")) return [];
  return (run.has("e") ? run.values("e") : run.operands.slice(0, 1)).map((field) => field.text);
}
