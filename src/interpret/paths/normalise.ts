import { DYNAMIC } from "../../model/effect.ts";

/** Windows drive or UNC path, in either slash direction. */
function isWindowsPath(path: string): boolean {
  return /^[A-Za-z]:([\\/]|$)/.test(path) || path.startsWith("\\\\");
}

/**
 * Makes `text` absolute against `cwd` and collapses `//`, `.` and `..`. Back-slashes of Windows paths become slashes.
 * An unknown `cwd` (undefined) leaves a relative path with a leading dynamic part.
 */
export function absolutePath(text: string, cwd: string | undefined): string {
  if (isWindowsPath(text)) return collapse(windowsForm(text));
  if (text.startsWith("/") || text.startsWith(DYNAMIC)) return collapse(unmask(text));
  if (cwd === undefined) return collapse(`${DYNAMIC}/${text}`);
  return collapse(unmask(`${cwd}/${text}`));
}

function windowsForm(text: string): string {
  // `\\?\C:\x` and `\\.\C:\x` name the same file as `C:\x` (Win32 file namespaces).
  const plain = text.replaceAll("\\", "/").replace(/^\/\/[?.]\/(?=[A-Za-z]:)/, "");
  return plain.length === 2 ? `${plain}/` : plain;
}

/** Undoes the spellings under which Linux and macOS show the same tree twice. */
function unmask(path: string): string {
  let rest = path.replace(/\/{2,}/g, "/");
  const process = /^\/proc\/(?:self|thread-self|\d+)\/root(?=\/|$)/;
  while (process.test(rest)) rest = rest.replace(process, "") || "/";
  rest = rest.replace(/^\/System\/Volumes\/Data(?=\/|$)/, "") || "/";
  // macOS: /tmp, /var and /etc are links into /private.
  return rest.replace(/^\/private\/(?=(?:tmp|var|etc)(?:\/|$))/, "/");
}

function collapse(path: string): string {
  const drive = /^[A-Za-z]:/.exec(path)?.[0] ?? "";
  const rest = path.slice(drive.length);
  const rooted = rest.startsWith("/");
  const out: string[] = [];
  for (const part of rest.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (out.length > 0 && out.at(-1) !== "..") out.pop();
      else if (!rooted) out.push(part);
      continue;
    }
    out.push(part);
  }
  const joined = out.join("/");
  if (!rooted) return joined === "" ? "." : joined;
  return `${drive.toUpperCase()}/${joined}`;
}

/** The folder that holds `path`; the root is its own parent. */
export function parentOf(path: string): string {
  const cut = path.lastIndexOf("/");
  if (cut <= 0) return path.startsWith("/") ? "/" : path;
  const parent = path.slice(0, cut);
  return /^[A-Za-z]:$/.test(parent) ? `${parent}/` : parent;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Whether `path` is `folder` or lies in it. Both absolute and normalised. */
export function isWithin(path: string, folder: string): boolean {
  if (path === folder) return true;
  return path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
