import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { writeBundles } from "./build/bundle.mjs";
import { hostTarget, selectTargets } from "./build/targets.mjs";

const usage = `usage: node build.mjs [--target NAME|all] [--bundle-only] [--quiet] [--out DIR]`;
const root = import.meta.dirname;

/**
 * The packs, compiled to plain data; also written as `rules.json`, to look at.
 *
 * @param {string} out folder
 */
async function compileRules(out) {
  const compiler = join(root, "src/rules/build.ts");
  if (!existsSync(compiler)) return { packs: [] };
  const { compilePacks } = await import(pathToFileURL(compiler).href);
  const rules = await compilePacks(join(root, "rules"));
  writeFileSync(join(out, "rules.json"), JSON.stringify(rules));
  return rules;
}

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
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return process.stdout.write(`${usage}\n`);
  // The blob is made by, and the sources are read by, the Node that the program will carry.
  if (process.version !== `v${hostTarget().version}`) {
    return stop(`Node ${hostTarget().version} is needed, this is ${process.version}: run it as "npm run build"`);
  }
  /** @param {string} line */
  const say = (line) => values.quiet || process.stdout.write(`${line}\n`);
  const started = performance.now();
  mkdirSync(values.out, { recursive: true });
  const bundles = await writeBundles({ root, out: values.out, rules: await compileRules(values.out) });
  if (values["bundle-only"]) return say(`bundled in ${Math.round(performance.now() - started)} ms`);

  // Loaded late: the packer costs half a second that a bundle-only run need not pay.
  const { writeExecutable } = await import("./build/executable.mjs");
  if (values.quiet) console.log = () => {}; // the packer's progress lines
  for (const target of values.target ? selectTargets(values.target) : [hostTarget()]) {
    const isDefault = target.name === hostTarget().name;
    const name = `clampd-guard${isDefault ? "" : `-${target.name}`}${target.suffix}`;
    const output = join(values.out, name);
    await writeExecutable({ target, main: bundles.hook, assets: bundles.assets, output });
    say(`${output} (${target.name}, Node ${target.version})`);
  }
}

main().catch((error) => {
  stop(`build failed: ${error instanceof Error ? error.message : error}`);
});
