import { lstatSync, readlinkSync, realpathSync, type Stats } from "node:fs";
import { absolutePath } from "../interpret/paths/normalise.ts";

interface Place {
  readonly real: string;
  readonly exists: boolean;
}

/** Links to links; Linux gives up after as many (path_resolution(7)). */
const MAX_LINKS = 40;

export interface Links {
  /** Resolves symlinks in all parts of a path that exist; what does not exist hangs below them. */
  readonly realpath: (path: string) => string;
  /** Whether something is there, when every link on the way is followed. */
  readonly exists: (path: string) => boolean;
}

/** Each folder is looked at once, and nothing is asked of the file system below a part that is missing. */
export function linkResolver(): Links {
  const known = new Map<string, Place>();

  function resolve(path: string, links: number): Place {
    let place: Place = { real: "/", exists: true };
    for (let start = 1; start < path.length && place.exists; ) {
      const slash = path.indexOf("/", start);
      const end = slash < 0 ? path.length : slash;
      const upToHere = path.slice(0, end);
      let next = known.get(upToHere);
      if (next === undefined) {
        next = look(place.real === "/" ? path.slice(start - 1, end) : `${place.real}/${path.slice(start, end)}`, links);
        known.set(upToHere, next);
      }
      place = next.exists ? next : { real: next.real + path.slice(end), exists: false };
      start = end + 1;
    }
    return place;
  }

  /** What is at `path`, whose folder is resolved. */
  function look(path: string, links: number): Place {
    const stats = statsOf(path);
    if (stats === undefined) return { real: path, exists: false };
    if (!stats.isSymbolicLink()) return { real: path, exists: true };
    try {
      return { real: absolutePath(realpathSync.native(path), undefined), exists: true };
    } catch {
      // What is written through a link that leads nowhere is made where it leads.
      const target = links < MAX_LINKS ? targetOf(path) : undefined;
      return target === undefined ? { real: path, exists: false } : resolve(target, links + 1);
    }
  }

  return {
    realpath: (path) => (path.startsWith("/") ? resolve(path, 0).real : path),
    exists: (path) => !path.startsWith("/") || resolve(path, 0).exists,
  };
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function targetOf(link: string): string | undefined {
  try {
    return absolutePath(readlinkSync(link), link.slice(0, link.lastIndexOf("/")) || "/");
  } catch {
    return undefined;
  }
}
