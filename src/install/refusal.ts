/** Why a file was not changed, in one sentence: what, where, and what to do. Nothing was written when it is thrown. */
export class Refusal extends Error {}

/** `file:line:column`, both from 1, of an offset in `text`. */
export function at(file: string, text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split(/\r\n|\n|\r/).length;
  const column = offset - Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r"));
  return `${file}:${line}:${column}`;
}
