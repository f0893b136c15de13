import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pkg from "@yao-pkg/pkg/lib-es5/sea.js"; // CommonJS: its own default export is a member of this one
// @ts-expect-error no types are published
import { inject } from "postject";
import { blobGenerator, nodeBinary } from "./node-binary.mjs";

/** What Node looks for in its own binary to learn that a blob is there (Node manual, "Single executable applications"). */
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/**
 * A cold call ends before compiling anything for speed pays; what runs longer switches the compilers on (src/compilers.ts).
 * V8 takes a code cache only under the flags it was made with, so build/code-cache.mjs uses these, too. A larger young
 * generation would save a collection and cost the engine 5 to 8 MB for as long as it lives.
 */
export const v8Flags = ["--no-sparkplug", "--no-maglev", "--no-turbofan"];

/**
 * INVARIANT: `execArgvExtension` is "none": with the default "env" the program obeys NODE_OPTIONS, and a preload that
 * exits 0 would turn every decision into silence.
 *
 * An unreadable OPENSSL_CONF ends Node with 101 before any JavaScript runs; the option takes precedence over the
 * variable. Node's own cache of the entry (`useCodeCache`) is made without `execArgv` and would be refused at every
 * start with a warning on stderr; build/start.cjs brings its own.
 *
 * NODE_REPL_EXTERNAL_MODULE (exit 9) and a NODE_CHANNEL_FD that is no number (exit 1) end Node before any JavaScript
 * and no option prevents it: whoever starts the program has to remove them.
 *
 * @param {import("./targets.mjs").Target} target
 * @param {Record<string, string>} assets
 */
function seaConfig(target, assets) {
  return {
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    useCodeCache: false,
    execArgv: [`--openssl-config=${target.platform === "win32" ? "NUL" : "/dev/null"}`, ...v8Flags],
    execArgvExtension: "none",
    assets,
  };
}

/**
 * Puts the bundles into a copy of the target's Node binary.
 *
 * @param {{ target: import("./targets.mjs").Target, main: string, assets: Record<string, string>, output: string }} job
 */
export async function writeExecutable({ target, main, assets, output }) {
  mkdirSync(dirname(output), { recursive: true });
  // Replaced in one step: a hook may be running the old file at this moment, or start the new one half written.
  const part = `${output}.part-${process.pid}`;
  const isHost = target.platform === process.platform && target.arch === process.arch;
  try {
    if (isHost) await writeForHost({ target, main, assets, output: part });
    else await writeForOther({ target, main, assets, output: part });
    renameSync(part, output);
  } finally {
    rmSync(part, { force: true });
  }
}

/** @param {Parameters<typeof writeExecutable>[0]} job */
async function writeForHost({ target, main, assets, output }) {
  await pkg.default(main, {
    nodePath: nodeBinary(target),
    seaConfig: seaConfig(target, assets),
    targets: [pkgTarget(target, output)],
    signature: true,
  });
}

/**
 * pkg asks the target's own binary for its version and for the blob, so it cannot build for another platform from a
 * given binary. The two steps are therefore taken here.
 *
 * @param {Parameters<typeof writeExecutable>[0]} job
 */
async function writeForOther({ target, main, assets, output }) {
  const binary = nodeBinary(target);
  const generator = blobGenerator(target);
  const work = mkdtempSync(join(tmpdir(), "clampd-guard-sea-"));
  try {
    const blob = join(work, "blob");
    const config = join(work, "config.json");
    writeFileSync(config, JSON.stringify({ main, output: blob, ...seaConfig(target, assets) }));
    execFileSync(generator, ["--experimental-sea-config", config], { stdio: ["ignore", "ignore", "inherit"] });
    copyFileSync(binary, output);
    chmodSync(output, 0o755);
    const segment = target.platform === "darwin" ? { machoSegmentName: "NODE_SEA" } : {};
    await inject(output, "NODE_SEA_BLOB", readFileSync(blob), { sentinelFuse: fuse, overwrite: true, ...segment });
    await pkg.signMacOSIfNeeded(output, pkgTarget(target, output), true, true);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {import("./targets.mjs").Target} target
 * @param {string} output
 * @returns {any} pkg's type lists its own platform names as a union that is not exported
 */
function pkgTarget(target, output) {
  const platform = { darwin: "macos", win32: "win" }[/** @type {string} */ (target.platform)] ?? target.platform;
  return { platform, arch: target.arch, nodeRange: `node${target.version}`, output };
}
