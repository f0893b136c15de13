import { MAX_DETECTED, percentDecoded } from "./decode.ts";

const UP = /(?<![^/\\=?&:;,"'\s])\.\.(?=[/\\;\0]|$)/g;
/** Filters that take `../` away once leave one behind. */
const DOUBLED = /\.{4}(?:\/{2}|\\{2})|\.\.;\//;
/** Climbs, and names a file of the system's or a secret. */
const CLIMBS = /\.\.[/\\]{1,3}\.\.[/\\]/;
const NAMES_SYSTEM =
  /[/\\](?:etc[/\\](?:passwd|shadow|hosts|sudoers|ssh|ssl)|proc[/\\](?:self|\d)|win(?:dows|nt)[/\\](?:win\.ini|system32|system\.ini)|win\.ini|boot\.ini|root[/\\]|var[/\\](?:log|run)|\.ssh\b|\.aws\b|id_rsa|web\.config|web-inf)/i;

/**
 * True where a value climbs out of the folder it belongs to in a way that nobody writes by hand: encoded, doubled, cut off
 * by a null byte, or as far as the system's files (CWE-22, CWE-158). Plain `../x` is an ordinary path.
 */
export function traversesPath(text: string): boolean {
  const short = text.slice(0, MAX_DETECTED);
  if (short.includes("\0")) return true;
  if (!short.includes("..") && !short.includes("%") && !/[．。／]/.test(short)) return false;
  const decoded = percentDecoded(short);
  if (decoded.includes("\0")) return true;
  const plain = decoded.replace(/[．。]/g, ".").replace(/／/g, "/");
  return (
    DOUBLED.test(plain) ||
    (CLIMBS.test(plain) && NAMES_SYSTEM.test(plain)) ||
    (plain !== short && count(plain) > count(short))
  );
}

function count(text: string): number {
  return text.match(UP)?.length ?? 0;
}
