// guard.json may hold comments: whoever keeps a fleet's policy writes down why. Trailing commas stay wrong.

const TOKEN = /"(?:[^"\\]|\\.)*"|\/\/[^\n\r]*|\/\*[\s\S]*?\*\//g;

/** The text with each comment replaced by blanks, so that every other character keeps its line and column. */
export function withoutComments(text: string): string {
  return text.replace(TOKEN, (token) => (token.startsWith('"') ? token : token.replace(/[^\n\r]/g, " ")));
}
