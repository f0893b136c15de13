/** Installs the pinned clients from npm, outside of any repository. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

interface Pinned {
  readonly package: string;
  readonly version: string;
}

export function clientsFolder(): string {
  const { CLAMPD_CLIENTS_DIR, XDG_CACHE_HOME } = process.env;
  if (CLAMPD_CLIENTS_DIR) return resolve(CLAMPD_CLIENTS_DIR);
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "clampd-guard", "clients");
}

export function packageFolder(name: string): string {
  return join(clientsFolder(), "node_modules", name);
}

/** Throws when npm fails. Their install scripts are not run: each brings its program ready in a package per platform. */
export function install(pinned: readonly Pinned[]): void {
  const missing = pinned.filter(({ package: name, version }) => installedVersion(name) !== version);
  if (missing.length === 0) return;
  const folder = clientsFolder();
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "package.json"))) writeFileSync(join(folder, "package.json"), '{"private":true}\n');
  const names = missing.map(({ package: name, version }) => `${name}@${version}`);
  console.error(`installing ${names.join(", ")} into ${folder}`);
  const args = ["install", "--no-audit", "--no-fund", "--save-exact", "--ignore-scripts", ...names];
  const { status, error } = spawnSync("npm", args, { cwd: folder, stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`npm install ended with ${status ?? error?.message}`);
}

function installedVersion(name: string): string | undefined {
  const file = join(packageFolder(name), "package.json");
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}
