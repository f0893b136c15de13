import { MAX_FIELDS } from "../limits.ts";
import { joinTaint, type Taint, type Variable } from "./value.ts";

export interface Piece {
  text: string;
  quoted: boolean;
  glob: boolean;
  taint: Taint;
}

/** Each piece with each of the values that a variable may have; undefined where that were too many. */
export function multiplied(open: readonly Piece[], { values, taint }: Variable, quoted: boolean): Piece[] | undefined {
  if (open.length > 1 && open.length * values.length > MAX_FIELDS) return undefined;
  const next: Piece[] = [];
  for (const piece of open) {
    for (const value of values) {
      next.push({
        ...piece,
        text: piece.text + value,
        quoted: piece.quoted || quoted,
        glob: piece.glob || (!quoted && isGlob(value)),
        taint: joinTaint(piece.taint, taint),
      });
    }
  }
  return next;
}

export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}
