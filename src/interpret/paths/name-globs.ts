// Globs over names and paths: `*` and `?` within a name, `[…]` sets, `**/` any folders, `/**` a folder and all below.

export interface TextTest {
  test(text: string): boolean;
}

export function isWild(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * `*` within a name. One star is two comparisons: a regular expression would have to be compiled first, which costs a
 * process that answers one call more than all it is then asked.
 */
export function nameTest(pattern: string): TextTest {
  const star = pattern.indexOf("*");
  if (star < 0 || star !== pattern.lastIndexOf("*") || /[?[]/.test(pattern)) return fullTest(pattern);
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return { test: (text) => text.length >= pattern.length - 1 && text.startsWith(before) && text.endsWith(after) };
}

/** A regular expression behind the longest literal part of the pattern, so that it is compiled only where it may match. */
export function fullTest(pattern: string): TextTest {
  const literal = pattern
    .split(/[*?]+|\[[^\]]*\]/)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), "");
  const needed = literal.replace(/^\/|\/$/g, "");
  let compiled: RegExp | undefined;
  return {
    test(text) {
      if (!text.includes(needed)) return false;
      compiled ??= new RegExp(`^${translate(pattern)}$`);
      return compiled.test(text);
    },
  };
}

export interface Glob extends TextTest {
  /** All that stands before the first wildcard. */
  readonly head: string;
}

/** The call's own glob as a test on concrete paths, undefined where it is none; a hostile run of stars is folded first. */
export function globTest(path: string): Glob | undefined {
  if (!isWild(path)) return undefined;
  const folded = path.replace(/\*{2,}/g, "*");
  if ((folded.match(/\*/g)?.length ?? 0) > 8) return undefined;
  const head = path.slice(0, path.search(/[*?[]/));
  let compiled: RegExp | undefined;
  return {
    head,
    test(text) {
      compiled ??= compile(folded);
      return compiled.test(text);
    },
  };
}

/** A set that is no set (`[z-a]`) names nothing. */
function compile(glob: string): RegExp {
  try {
    return new RegExp(`^${translate(glob)}$`);
  } catch {
    return /^(?!)/;
  }
}

function translate(pattern: string): string {
  let out = "";
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    if (c === "*" && pattern.startsWith("**/", i)) {
      out += "(?:.*/)?";
      i += 2;
    } else if (i === pattern.length - 3 && pattern.endsWith("/**")) {
      out += "(?:/.*)?";
      break;
    } else if (c === "*") out += "[^/]*";
    else if (c === "?") out += "[^/]";
    else if (c === "[") {
      const end = pattern.indexOf("]", i + 2);
      if (end < 0) out += "\\[";
      else {
        out += `[${pattern
          .slice(i + 1, end)
          .replace(/^!/, "^")
          .replace(/\\/g, "\\\\")}]`;
        i = end;
      }
    } else out += c.replace(/[\\^$+.()|{}]/g, "\\$&");
  }
  return out;
}
