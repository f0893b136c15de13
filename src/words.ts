/** A list of words written as one line of text: tables of names stay readable. */
export function words(text: string): readonly string[] {
  return text.split(" ");
}
