import type { PathTarget } from "../../model/effect.ts";
import { placed } from "../paths/placed.ts";
import type { Session } from "./session.ts";

/** Short names that Windows gives the folders it ships with (fsutil 8dot3name). */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  "progra~1": "Program Files", "progra~2": "Program Files (x86)", "progra~3": "ProgramData", "docume~1": "Documents and Settings", "system~1": "System Volume Information", "intern~1": "Internet Explorer",
}; // biome-ignore format: one table

/** A path as PowerShell and cmd.exe mean it: both slashes, drives, shares, short names. */
export function pathOf(
  text: string,
  session: Pick<Session, "context" | "state">,
  link = false,
  literal = false,
): PathTarget {
  const { state, context } = session;
  const plain = windowsPath(text, state.cwd);
  const target = placed(plain, state.cwd, context, {
    glob: !literal && /[*?[]/.test(plain),
    followLast: !link,
    links: state.links,
    where: state.where,
  });
  const share = /^[\\/]{2}(?![?.][\\/])[^\\/]/.test(text) && state.where === "local";
  const classes = share ? [...target.classes, "network-share"] : target.classes;
  return { ...target, raw: text, classes };
}

function windowsPath(text: string, cwd: string | undefined): string {
  let path = text.trim().replace(/^(?:Microsoft\.PowerShell\.Core\\)?FileSystem::/i, "");
  if (path.startsWith("\\\\") || path.startsWith("//")) {
    const device = /^[\\/]{2}[.?][\\/](?:GLOBALROOT[\\/]Device[\\/])?(PhysicalDrive\d+|Harddisk\w*)/i.exec(path)?.[1];
    if (device !== undefined) return `/dev/${device.toLowerCase()}`;
    path = path.replace(/^[\\/]{2}[.?][\\/]UNC[\\/]/i, "//").replaceAll("/", "\\");
    return path.startsWith("\\\\?\\") || path.startsWith("\\\\.\\") ? shortened(path) : path.replaceAll("\\", "/");
  }
  path = path.replaceAll("\\", "/");
  const drive = /^[A-Za-z]:/.exec(cwd ?? "")?.[0];
  if (path.startsWith("/") && drive !== undefined) path = drive + path;
  // `C:x` is relative to the drive's own folder, which for the current drive is the current one.
  const relative = /^([A-Za-z]:)(?!\/)(.+)$/.exec(path);
  if (relative !== null && !/^[A-Za-z]:$/.test(path))
    path = relative[1]?.toLowerCase() === drive?.toLowerCase() ? (relative[2] ?? "") : `${relative[1]}/${relative[2]}`;
  return shortened(path);
}

function shortened(path: string): string {
  if (!path.includes("~")) return path;
  return path.replace(/[\w$]{1,6}~\d(?=[\\/]|$)/g, (name) => SHORT_NAMES[name.toLowerCase()] ?? name);
}

/** A path of another provider (registry, environment, certificates …), not of the file system. */
export function providerOf(text: string): { readonly provider: string; readonly path: string } | undefined {
  const found =
    /^(?:Microsoft\.PowerShell\.\w+\\)?(?:(Registry)::|(HK(?:LM|CU|CR|U|CC)|Env|Function|Variable|Alias|Cert|WSMan|AD):)[\\/]?(.*)$/is.exec(
      text.trim(),
    );
  if (found === null) return undefined;
  const drive = found[2]?.toLowerCase() ?? "";
  const rest = (found[3] ?? "").replaceAll("/", "\\");
  if (found[1] !== undefined) return { provider: "registry", path: rest };
  if (drive.startsWith("hk")) return { provider: "registry", path: `${drive.toUpperCase()}\\${rest}` };
  return { provider: drive, path: rest };
}
