import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { dataPlugin, folderTexts, gluePlugin, outsidePlugin } from "./bundle-plugins.mjs";
import { lazyModulesPlugin } from "./lazy-modules.mjs";

/** The gateway's server, which the command line loads only to serve, and the threads of its store. */
const SERVER = { file: "server.cjs", entry: "gateway/main.ts" };
const STORE_WORKER = { file: "server-store.cjs", entry: "gateway/store/sqlite/worker.ts" };

/**
 * What is not needed to answer a hook and is therefore loaded on demand: its entry becomes a bundle of its own, carried
 * as an asset. `import("…")` of such an entry works the same from sources and in the built program. A dynamic import of
 * any other project file is refused, because esbuild would silently pull it into the cold bundle.
 */
const lazyBundles = [
  { file: "cli.cjs", entry: "src/cli/main.ts" },
  { file: "custom-rules.cjs", entry: "src/rules/custom.ts" },
  { file: "gateway.cjs", entry: "src/gateway/engine.ts" },
  { file: "gateway-cold.cjs", entry: "src/gateway/cold.ts" },
  { file: "grammars.cjs", entry: "src/interpret/code/grammar-loader.ts" },
  SERVER,
  STORE_WORKER,
];

/** The compiled rules, as src/rules/embedded.ts writes and reads them. */
const RULES = "rules.txt";

/** Embedded as they are, next to the runtime that reads them; `typescript` reads JavaScript too. */
const grammars = ["", "-python", "-typescript", "-ruby", "-php"].map((name) => `tree-sitter${name}.wasm`);

/** @type {import("esbuild").BuildOptions} */
const common = {
  bundle: true,
  platform: "node",
  format: "cjs", // the one format that a single executable of Node 24 takes
  target: "node24",
  define: { "import.meta.dirname": "__dirname" },
  supported: { "dynamic-import": false }, // becomes require: code that is not loaded as a module has no import()
  // jsonc-parser's `main` is UMD, whose inner requires esbuild cannot follow: take the ES module where there is one.
  mainFields: ["module", "main"],
  minifySyntax: true,
  minifyWhitespace: true, // names stay, so that a stack trace in a bug report can be read
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

/**
 * Writes `dist/hook.cjs` (everything that `src/main.ts` reaches statically), the lazy bundles, and what went into each
 * of them as `dist/meta/<bundle>.json`.
 *
 * @param {{ root: string, out: string, rules: unknown }} options `rules` are the compiled packs, as plain data (WholeRules)
 * @returns {Promise<{ hook: string, assets: Record<string, string> }>} paths; assets by the name they are embedded under
 */
export async function writeBundles({ root, out, rules }) {
  mkdirSync(join(out, "meta"), { recursive: true });
  const { namesOfFamilies } = await import(pathToFileURL(join(root, "src/interpret/programs/families.ts")).href);
  const { embed } = await import(pathToFileURL(join(root, "src/rules/embedded.ts")).href);
  const data = dataPlugin(root, {
    // Outside of the code: half a megabyte of strings would be read with the code cache at every start.
    "#rules": `import { unpack } from "./src/rules/embedded.ts"; import text from "#asset/${RULES}"; export default unpack(text);`,
    "#packs": `export default ${folderTexts(join(root, "rules"), ".toml")};`,
    // V8 parses a JSON text faster than the same data as an array literal.
    "#program-names": `export default () => JSON.parse(${JSON.stringify(JSON.stringify(namesOfFamilies()))});`,
    "#sql": `export default ${folderTexts(join(root, "gateway/store/sql"), ".sql")};`,
    "#store-worker": `import code from "#asset/${STORE_WORKER.file}"; export default { code };`,
  });
  /** @type {Record<string, string>} */
  const assets = { [RULES]: join(out, RULES) };
  writeFileSync(join(out, RULES), embed(rules));
  for (const { file, entry } of lazyBundles) {
    // The command line holds all commands; the server is the one that stays outside.
    const plugins = [data, gluePlugin(), outsidePlugin(root, [SERVER])];
    assets[file] = await writeBundle({ root, out, entry, file, plugins });
  }
  for (const file of grammars) assets[file] = join(root, "node_modules/@vscode/tree-sitter-wasm/wasm", file);
  const plugins = [data, gluePlugin(), outsidePlugin(root, lazyBundles, { isStrict: true }), lazyModulesPlugin(common)];
  return { hook: await writeBundle({ root, out, entry: "src/main.ts", file: "hook.cjs", plugins }), assets };
}

/**
 * @param {{ root: string, out: string, entry: string, file: string, plugins: import("esbuild").Plugin[] }} bundle
 * @returns {Promise<string>} path of the bundle
 */
async function writeBundle({ root, out, entry, file, plugins }) {
  const outfile = join(out, file);
  const result = await build({ ...common, absWorkingDir: root, entryPoints: [entry], outfile, plugins });
  writeFileSync(join(out, "meta", `${basename(file, ".cjs")}.json`), JSON.stringify(result.metafile));
  return outfile;
}
