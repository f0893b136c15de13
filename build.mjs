import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { stampBuild } from "./build/build-id.mjs";
import { writeBundles } from "./build/bundle.mjs";
import { writeCodeCache } from "./build/code-cache.mjs";
import { writeLauncher } from "./build/launcher.mjs";
import { hostTarget, selectTargets } from "./build/targets.mjs";

const usage = `usage: node build.mjs [--target NAME|all] [--bundle-only] [--quiet] [--out DIR] [--label TEXT]`;
const root = import.meta.dirname;

/** @param {string} message */
function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

async function main() {
  const { values } = parseArgs({
    options: {
      target: { type: "string" },
      "bundle-only": { type: "boolean", default: false },
      quiet: { type: "boolean", default: false },
      out: { type: "string", default: join(root, "dist") },
      label: { type: "string", default: "" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return process.stdout.write(`${usage}\n`);
  // The blob is made by, and the sources are read by, the Node that the program will carry.
  if (process.version !== `v${hostTarget().version}`) {
    return stop(`Node ${hostTarget().version} is needed, this is ${process.version}: run it as "npm run build"`);
  }
  if (values.quiet) console.log = () => {}; // the packer's progress lines
  /** @param {string} line */
  const say = (line) => values.quiet || process.stdout.write(`${line}\n`);
  const started = performance.now();
  mkdirSync(values.out, { recursive: true });
  // Everything is made beside its place and moved there when it is complete: hooks and other builds may be running.
  const stage = mkdtempSync(join(values.out, ".part-"));
  try {
    const { compilePacks } = await import(pathToFileURL(join(root, "src/rules/build.ts")).href);
    const bundles = await writeBundles({ root, out: stage, rules: await compilePacks(join(root, "rules")) });
    const assets = Object.values(bundles.assets);
    const isBundle = (/** @type {string} */ file) => file.endsWith(".cjs");
    const others = assets.filter((file) => !isBundle(file));
    const build = stampBuild([bundles.hook, ...assets.filter(isBundle)], others, values.label);
    const chosen = values["bundle-only"] ? [] : values.target ? selectTargets(values.target) : [hostTarget()];
    const made = [];
    for (const target of chosen) made.push(...(await writeProgram({ target, ...bundles, build, out: stage })));
    publish(stage, values.out);
    if (!values["bundle-only"] && !values.target) removeOthers(values.out);
    for (const { name, note } of made) say(`${join(values.out, name)} (${note})`);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  if (values["bundle-only"]) say(`bundled in ${Math.round(performance.now() - started)} ms`);
}

/**
 * The program for a target. For this machine it is the launcher with the full program beside it, or the full program
 * alone where there is no C compiler.
 *
 * @param {{ target: import("./build/targets.mjs").Target, hook: string, assets: Record<string, string>, build: string,
 *   out: string }} job
 * @returns {Promise<{ name: string, note: string }[]>} the files, by name
 */
async function writeProgram({ target, hook, assets, build, out }) {
  // Loaded late: the packer costs half a second that a bundle-only run need not pay.
  const { writeExecutable } = await import("./build/executable.mjs");
  const note = `${target.name}, Node ${target.version}`;
  const isHost = target.name === hostTarget().name;
  const plain = `clampd-guard${isHost ? "" : `-${target.name}`}${target.suffix}`;
  const full = isHost ? `clampd-guard-full${target.suffix}` : plain;
  if (isHost) {
    const cached = writeCodeCache({ hook, out });
    const main = join(root, "build/start.cjs");
    await writeExecutable({ target, main, assets: { ...assets, ...cached }, output: join(out, full) });
    for (const file of Object.values(cached)) rmSync(file);
  } else await writeExecutable({ target, main: hook, assets, output: join(out, full) });
  if (!isHost) return [{ name: full, note }];
  const compiler = writeLauncher({ root, output: join(out, plain), build });
  if (compiler !== undefined) {
    return [
      { name: full, note },
      { name: plain, note: `launcher, ${compiler}` },
    ];
  }
  renameSync(join(out, full), join(out, plain));
  return [{ name: plain, note: `${note}; no C compiler, so no launcher: every call starts the full program` }];
}

/**
 * Moves what is complete into its place, the launcher last: it must never stand beside an older program than its own.
 *
 * @param {string} from
 * @param {string} to
 */
function publish(from, to) {
  const files = readdirSync(from, { recursive: true, encoding: "utf8" }).filter(
    (file) => !statSync(join(from, file)).isDirectory(),
  );
  for (const file of files.sort((a, b) => b.length - a.length)) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    renameSync(join(from, file), join(to, file));
  }
}

/**
 * Programs of an earlier build that this one did not make would be taken for its own.
 *
 * @param {string} out
 */
function removeOthers(out) {
  const hasLauncher = statSync(join(out, `clampd-guard${hostTarget().suffix}`)).size < 10_000_000;
  for (const name of readdirSync(out)) {
    if (/^clampd-guard-/.test(name) && !(hasLauncher && name.startsWith("clampd-guard-full"))) rmSync(join(out, name));
  }
}

main().catch((error) => {
  stop(`build failed: ${error instanceof Error ? error.message : error}`);
});
