import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * What the sources read or compute when they run as they are (package.json, "imports") is data inside a bundle; and
 * `#asset/FILE` is the text of what the program carries beside its code.
 *
 * @param {string} root
 * @param {Readonly<Record<string, string>>} modules their code, by the name that they are imported under
 * @returns {import("esbuild").Plugin}
 */
export function dataPlugin(root, modules) {
  return {
    name: "data",
    setup(context) {
      context.onResolve({ filter: /^#asset\// }, ({ path }) => ({
        path: path.slice("#asset/".length),
        namespace: "asset",
      }));
      context.onLoad({ filter: /.*/, namespace: "asset" }, ({ path }) => template(root, "asset-text.js", path));
      context.onResolve({ filter: /^#/ }, ({ path }) => (modules[path] ? { path, namespace: "data" } : undefined));
      context.onLoad({ filter: /.*/, namespace: "data" }, ({ path }) => ({
        contents: modules[path],
        resolveDir: root,
      }));
    },
  };
}

/**
 * @param {string} folder
 * @param {string} extension
 * @returns {string} an object literal: the files' texts by their names
 */
export function folderTexts(folder, extension) {
  const names = readdirSync(folder).filter((name) => name.endsWith(extension));
  return JSON.stringify(
    Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")])),
  );
}

/**
 * Dynamic imports of these entries load a bundle of their own.
 *
 * @param {string} root
 * @param {readonly { file: string, entry: string }[]} bundles
 * @param {{ isStrict: boolean }} options strict: a dynamic import of anything else is an error
 * @returns {import("esbuild").Plugin}
 */
export function outsidePlugin(root, bundles, { isStrict } = { isStrict: false }) {
  return {
    name: "outside",
    setup(context) {
      context.onResolve({ filter: /^[.#]/ }, ({ kind, path, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const entry = resolve(resolveDir, path);
        const bundle = bundles.find((each) => join(root, each.entry) === entry);
        if (bundle) return { path: bundle.file, namespace: "outside" };
        if (!isStrict) return undefined;
        return { errors: [{ text: `${path} is imported lazily but is no bundle: add it to build/bundle.mjs` }] };
      });
      context.onLoad({ filter: /.*/, namespace: "outside" }, ({ path }) => template(root, "lazy-loader.js", path));
    },
  };
}

/**
 * @param {string} root
 * @param {string} name of a file in this folder
 * @param {string} file what `__FILE__` stands for in it
 * @returns {import("esbuild").OnLoadResult}
 */
function template(root, name, file) {
  const contents = readFileSync(join(root, "build", name), "utf8").replaceAll("__FILE__", file);
  return { contents, resolveDir: root };
}

/**
 * The glue of tree-sitter declares a `require` of its own beside `await import("module")`; turned into a call of
 * `require`, that import would call the one that is not there yet.
 *
 * @returns {import("esbuild").Plugin}
 */
export function gluePlugin() {
  return {
    name: "glue",
    setup(context) {
      context.onLoad({ filter: /tree-sitter-wasm[\\/]wasm[\\/]tree-sitter\.js$/ }, ({ path }) => {
        const text = readFileSync(path, "utf8");
        const contents = text.replace('await import("module")', 'process.getBuiltinModule("module")');
        if (contents === text) return { errors: [{ text: "the glue of tree-sitter has changed: look at gluePlugin" }] };
        return { contents };
      });
    },
  };
}
