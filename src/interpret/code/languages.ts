import { interpretCmd } from "../cmd/interpret.ts";
import { interpretPowerShell } from "../powershell/interpret.ts";
import type { CodeOrigin, Invocation } from "../programs/program.ts";
import type { Stream } from "../shell/value.ts";
import { interpretSql } from "../sql/interpret.ts";
import { JAVASCRIPT } from "./javascript/library.ts";
import type { Library } from "./library.ts";
import { PERL } from "./perl/library.ts";
import { PHP } from "./php/library.ts";
import { PLAIN } from "./plain/library.ts";
import { PYTHON } from "./python/library.ts";
import { RUBY } from "./ruby/library.ts";
import { interpretSource } from "./source.ts";

/** Reads code of one language and writes down its effects through the invocation that runs it; what it prints comes back where that is known. */
export type CodeInterpreter = (text: string, invocation: Invocation, how: CodeOrigin) => Stream | undefined;

const INTERPRETERS: Readonly<Record<string, CodeInterpreter>> = {
  python: of(PYTHON),
  javascript: of(JAVASCRIPT),
  ruby: of(RUBY),
  php: of(PHP),
  perl: of(PERL),
  ...Object.fromEntries(PLAIN.map((library) => [library.language, of(library)])),
  sql: interpretSql,
  powershell: interpretPowerShell,
  cmd: interpretCmd,
};

/** Interprets code of a language that has an interpreter; others are an honest unknown. */
export function interpretCode(
  language: string,
  text: string,
  invocation: Invocation,
  how: CodeOrigin,
): Stream | undefined {
  const interpreter = INTERPRETERS[language];
  if (interpreter !== undefined) return interpreter(text, invocation, how);
  invocation.emit({ kind: "unknown", reason: "dynamic-code", detail: language, certainty: "unknown" });
  return undefined;
}

function of(library: Library): CodeInterpreter {
  return (text, invocation, how) => interpretSource(library, text, invocation, how);
}
