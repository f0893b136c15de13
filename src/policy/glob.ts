/**
 * Path globs of exemptions: `*` and `?` stay inside a folder, `**` crosses folders, a trailing `/**` takes the folder itself too.
 * Nothing else is special. Slash and backslash are the same. Linear in pattern times path, without backtracking.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const wanted = segments(pattern);
  const given = segments(path);
  // reachable[i]: the first i wanted segments can cover the given segments seen so far.
  let reachable: boolean[] = [true, ...wanted.map(() => false)];
  skipDeep(wanted, reachable);
  for (const segment of given) {
    const next = reachable.map(() => false);
    wanted.forEach((part, i) => {
      if (!reachable[i] && !(part === "**" && reachable[i + 1])) return;
      if (part === "**") next[i] = true;
      else if (matchesSegment(part, segment)) next[i + 1] = true;
    });
    skipDeep(wanted, next);
    reachable = next;
  }
  return reachable[wanted.length] === true;
}

function segments(path: string): readonly string[] {
  return path
    .replaceAll("\\", "/")
    .split("/")
    .filter((part, i) => part !== "" || i === 0);
}

/** `**` covers zero segments, too. */
function skipDeep(wanted: readonly string[], reachable: boolean[]): void {
  wanted.forEach((part, i) => {
    if (part === "**" && reachable[i]) reachable[i + 1] = true;
  });
}

/** The usual two-pointer match: on a mismatch only the last `*` grows. */
function matchesSegment(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      mark = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
