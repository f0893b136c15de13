import type { CodeOrigin, Invocation } from "../programs/program.ts";

/** Reads code of one language and writes down its effects through the invocation that runs it. */
export type CodeInterpreter = (text: string, invocation: Invocation, how: CodeOrigin) => void;

const INTERPRETERS: Readonly<Record<string, CodeInterpreter>> = {};

/** Interprets code of a language that has an interpreter; others are an honest unknown. */
export function interpretCode(language: string, text: string, invocation: Invocation, how: CodeOrigin): void {
  const interpreter = INTERPRETERS[language];
  if (interpreter !== undefined) interpreter(text, invocation, how);
  else invocation.emit({ kind: "unknown", reason: "dynamic-code", detail: language, certainty: "unknown" });
}
