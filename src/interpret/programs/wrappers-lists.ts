import { DYNAMIC } from "../../model/effect.ts";
import { CLEAN, type Field, opaqueStream, type Stream } from "../shell/value.ts";
import type { Invocation } from "./program.ts";

/** Commands that are run once for each item of a list: xargs(1), parallel(1). */

export function runXargs(run: Invocation) {
  const { stdin, operands } = run;
  const from = run.value("a");
  const source = from === undefined ? stdin : (run.readFile(run.path(from)) ?? opaqueStream());
  const items =
    source.text === undefined
      ? undefined
      : source.text
          .split(
            run.has("0")
              ? "\0"
              : run.has("d")
                ? (run.value("d")?.text ?? "\n")
                : run.has("I", "i", "replace")
                  ? "\n"
                  : /\s+/,
          )
          .map((item) => item.trim())
          .filter((item) => item !== "");
  const command =
    operands.length === 0 ? [{ text: "echo", quoted: true, glob: false, taint: CLEAN, span: run.span }] : operands;
  const place =
    run.value("I")?.text ?? run.value("replace")?.text ?? (run.has("i", "replace") ? "{}" : run.value("J")?.text);
  const values = items ?? [DYNAMIC];
  // The names come out of a program whose output is not known.
  const listed = items === undefined ? { tags: ["listed"] } : {};
  if (place === undefined)
    return run.command([...command, ...values.map((text) => item(text, source, run))], {
      external: true,
      stdin: opaqueStream(),
      ...listed,
    });
  let printed: Stream | undefined;
  for (const value of values) {
    const fields = command.map((field) =>
      field.text.includes(place) ? { ...field, text: field.text.replaceAll(place, value), taint: source.taint } : field,
    );
    printed = run.command(fields, { external: true, stdin: opaqueStream(), ...listed });
  }
  return printed;
}

function item(text: string, source: Stream, run: Invocation): Field {
  return { text, quoted: true, glob: false, taint: source.taint, span: run.span };
}

export function runParallel(run: Invocation) {
  const texts = run.operands.map((field) => field.text);
  const separator = texts.findIndex((text) => /^:::[:+]*$/.test(text));
  const template = separator < 0 ? texts : texts.slice(0, separator);
  const given = separator < 0 ? undefined : texts.slice(separator + 1).filter((text) => !/^:::/.test(text));
  const items = given ?? run.stdin.text?.split("\n").filter((line) => line !== "") ?? [DYNAMIC];
  let printed: Stream | undefined;
  for (const value of items) {
    const joined = template.join(" ");
    const text =
      template.length === 0
        ? value
        : /\{[./#%0-9]*\}/.test(joined)
          ? joined.replace(/\{[./#%0-9]*\}/g, value)
          : `${joined} ${value}`;
    printed = run.shell(text, { source: "inline" });
  }
  return printed;
}
