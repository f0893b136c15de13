import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { lazyModulesPlugin } from "./lazy-modules.mjs";

/** The gateway's server, which the command line loads only to serve, and the threads of its store. */
const SERVER = "gateway/main.ts";
const STORE_WORKER = "server-store.cjs";

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
  { file: "server.cjs", entry: SERVER },
  { file: STORE_WORKER, entry: "gateway/store/sqlite/worker.ts" },
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
  const data = dataPlugin({ names: namesOfFamilies(), root });
  /** @type {Record<string, string>} */
  const assets = { [RULES]: join(out, RULES) };
  writeFileSync(join(out, RULES), embed(rules));
  for (const { file, entry } of lazyBundles) {
    const source = join(root, entry);
    if (!existsSync(source)) continue;
    const plugins = [data, gluePlugin(), storePlugin(root), serverPlugin(root)];
    assets[file] = await writeBundle({ root, out, source, file, plugins });
  }
  for (const file of grammars) assets[file] = join(root, "node_modules/@vscode/tree-sitter-wasm/wasm", file);
  const source = join(root, "src/main.ts");
  const plugins = [data, gluePlugin(), lazyPlugin(root), lazyModulesPlugin(common)];
  return { hook: await writeBundle({ root, out, source, file: "hook.cjs", plugins }), assets };
}

/**
 * @param {{ root: string, out: string, source: string, file: string, plugins: import("esbuild").Plugin[] }} bundle
 * @returns {Promise<string>} path of the bundle
 */
async function writeBundle({ root, out, source, file, plugins }) {
  const outfile = join(out, file);
  const result = await build({ ...common, absWorkingDir: root, entryPoints: [source], outfile, plugins });
  writeFileSync(join(out, "meta", `${basename(file, ".cjs")}.json`), JSON.stringify(result.metafile));
  return outfile;
}

/**
 * What the sources compute when they run as they are (package.json, "imports") is data inside a bundle.
 *
 * @param {{ names: readonly string[], root: string }} data
 * @returns {import("esbuild").Plugin}
 */
function dataPlugin({ names, root }) {
  /** @type {Record<string, () => string>} */
  const modules = {
    // Outside of the code: half a megabyte of strings would be read with the code cache at every start.
    "#rules": () =>
      `import { unpack } from "./src/rules/embedded.ts"; import text from "#rules-text"; export default unpack(text);`,
    "#rules-text": () => readFileSync(join(root, "build/embedded-text.js"), "utf8").replaceAll("__FILE__", RULES),
    "#packs": () => `export default ${packTexts(root)};`,
    // V8 parses a JSON text faster than the same data as an array literal.
    "#program-names": () => `export default () => JSON.parse(${JSON.stringify(JSON.stringify(names))});`,
  };
  return {
    name: "data",
    setup(context) {
      context.onResolve({ filter: /^#/ }, ({ path }) => (modules[path] ? { path, namespace: "data" } : undefined));
      context.onLoad({ filter: /.*/, namespace: "data" }, ({ path }) => ({
        contents: modules[path]?.(),
        loader: "js",
        resolveDir: root,
      }));
    },
  };
}

/**
 * The packs as they are written, for the commands that show and test rules.
 *
 * @param {string} root
 */
function packTexts(root) {
  const folder = join(root, "rules");
  const names = readdirSync(folder).filter((name) => name.endsWith(".toml"));
  return JSON.stringify(
    Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")])),
  );
}

/**
 * The glue of tree-sitter declares a `require` of its own beside `await import("module")`; turned into a call of
 * `require`, that import would call the one that is not there yet.
 *
 * @returns {import("esbuild").Plugin}
 */
function gluePlugin() {
  return {
    name: "glue",
    setup(context) {
      context.onLoad({ filter: /tree-sitter-wasm[\\/]wasm[\\/]tree-sitter\.js$/ }, ({ path }) => {
        const text = readFileSync(path, "utf8");
        const contents = text.replace('await import("module")', 'process.getBuiltinModule("module")');
        if (contents === text) return { errors: [{ text: "the glue of tree-sitter has changed: look at gluePlugin" }] };
        return { contents, loader: "js" };
      });
    },
  };
}

/**
 * `#sql` is the migrations as text, and `#store-worker` the code of the store's threads; from sources, files beside them.
 *
 * @param {string} root
 * @returns {import("esbuild").Plugin}
 */
function storePlugin(root) {
  const folder = join(root, "gateway/store/sql");
  const sql = () =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  return {
    name: "store",
    setup(context) {
      context.onResolve({ filter: /^#sql$/ }, () => ({ path: "sql", namespace: "sql" }));
      context.onLoad({ filter: /.*/, namespace: "sql" }, () => ({ contents: JSON.stringify(sql()), loader: "json" }));
      context.onResolve({ filter: /^#store-worker$/ }, () => ({ path: "store-worker", namespace: "store-worker" }));
      context.onLoad({ filter: /.*/, namespace: "store-worker" }, () => ({
        contents: readFileSync(join(root, "build/worker-source.js"), "utf8").replaceAll("__FILE__", STORE_WORKER),
        resolveDir: root,
        loader: "js",
      }));
    },
  };
}

/**
 * The command line's bundle holds all commands; the server is the one that stays outside.
 *
 * @param {string} root
 * @returns {import("esbuild").Plugin}
 */
function serverPlugin(root) {
  return {
    name: "server",
    setup(context) {
      context.onResolve({ filter: /gateway\/main\.ts$/ }, (args) => {
        const isServer = args.kind === "dynamic-import" && resolve(args.resolveDir, args.path) === join(root, SERVER);
        return isServer ? { path: "server.cjs", namespace: "lazy" } : undefined;
      });
      loadLazily(context, root);
    },
  };
}

/**
 * @param {import("esbuild").PluginBuild} context
 * @param {string} root
 */
function loadLazily(context, root) {
  context.onLoad({ filter: /.*/, namespace: "lazy" }, ({ path }) => ({
    contents: readFileSync(join(root, "build/lazy-loader.js"), "utf8").replaceAll("__FILE__", path),
    resolveDir: root,
    loader: "js",
  }));
}

/**
 * @param {string} root
 * @returns {import("esbuild").Plugin}
 */
function lazyPlugin(root) {
  return {
    name: "lazy",
    setup(context) {
      context.onResolve({ filter: /^[.#]/ }, (args) => {
        if (args.kind !== "dynamic-import") return undefined;
        const path = resolve(args.resolveDir, args.path);
        const lazy = lazyBundles.find(({ entry }) => join(root, entry) === path);
        if (lazy) return { path: lazy.file, namespace: "lazy" };
        return { errors: [{ text: `${args.path} is imported lazily but is no bundle: add it to build/bundle.mjs` }] };
      });
      loadLazily(context, root);
    },
  };
}
