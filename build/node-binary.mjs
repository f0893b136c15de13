import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { hostTarget } from "./targets.mjs";

/** Outside the tree, so that cleaning the checkout does not fetch 120 MB again. */
function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "clampd-guard", "node");
}

/**
 * Path of the Node binary for a target: the running one if it fits, else the cached or freshly fetched one.
 *
 * @param {import("./targets.mjs").Target} target
 * @returns {string}
 */
export function nodeBinary(target) {
  const isHost = target.platform === process.platform && target.arch === process.arch;
  if (isHost && process.version === `v${target.version}`) return process.execPath;
  const folder = join(cacheFolder(), `${target.package}-${target.version}`);
  const binary = join(folder, "package", target.binary);
  if (!existsSync(binary)) fetchPackage(target, folder);
  if (!existsSync(binary)) throw new Error(`${target.package}@${target.version} has no ${target.binary}`);
  return binary;
}

/**
 * A Node that runs here and has the target's exact version: it makes the blob that the target's binary reads.
 *
 * @param {import("./targets.mjs").Target} target
 * @returns {string}
 */
export function blobGenerator(target) {
  return nodeBinary({ ...hostTarget(), version: target.version });
}

/**
 * Unpacks beside the final place and renames, so that an interrupted fetch leaves nothing that looks complete.
 *
 * @param {import("./targets.mjs").Target} target
 * @param {string} folder
 */
function fetchPackage(target, folder) {
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(`${folder}.part-`);
  try {
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const spec = `${target.package}@${target.version}`;
    // npm checks the archive against the integrity that the registry states.
    const output = execFileSync(npm, ["pack", spec, "--silent", "--pack-destination", work], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      shell: process.platform === "win32",
    });
    const archive = output.trim().split("\n").at(-1) ?? "";
    execFileSync("tar", ["-xzf", join(work, archive), "-C", work]);
    rmSync(join(work, archive));
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
