/** A credential in a text; half-open range of UTF-16 offsets. */
export interface Secret {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** Credentials in the text, in order, not overlapping. */
export function findSecrets(_text: string): readonly Secret[] {
  return [];
}
