import type { Field } from "../shell/value.ts";

/** What a word says; a missing one says nothing. */
export function textOf(field: Field | undefined): string {
  return field === undefined ? "" : field.text;
}

export function orEmpty(text: string | undefined): string {
  return text === undefined ? "" : text;
}

/** The text before the first of these marks, all of it where there is none. */
export function upTo(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}
