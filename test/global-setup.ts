import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const sources = ["src", "hooks", "installers", "rules", "build", "launcher", "build.mjs", "package-lock.json"];

/** Milliseconds since the epoch at which the newest of the sources was written. */
function newestSource(): number {
  let newest = 0;
  for (const source of sources) {
    const path = join(root, source);
    if (!existsSync(path)) continue;
    const isFolder = statSync(path).isDirectory();
    const files = isFolder
      ? readdirSync(path, { recursive: true, encoding: "utf8" }).map((f) => join(path, f))
      : [path];
    for (const file of files) newest = Math.max(newest, statSync(file).mtimeMs);
  }
  return newest;
}

/** Tests run the built program: builds it when it is missing or older than a source. */
export function setup(): void {
  const program = join(root, "dist", process.platform === "win32" ? "clampd-guard.exe" : "clampd-guard");
  if (existsSync(program) && statSync(program).mtimeMs >= newestSource()) return;
  execFileSync(process.execPath, [join(root, "build.mjs"), "--quiet"], { stdio: "inherit" });
}
