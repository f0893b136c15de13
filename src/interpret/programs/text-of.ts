import type { Field } from "../shell/value.ts";

/** What a word says; a missing one says nothing. */
export function textOf(field: Field | undefined): string {
  return field === undefined ? "" : field.text;
}

export function orEmpty(text: string | undefined): string {
  return text === undefined ? "" : text;
}
