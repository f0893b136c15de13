import { readFileSync } from "node:fs";
import { extname } from "node:path";
// @ts-expect-error its types are a package of their own, and one function is used
import babel from "@babel/core";
import { transform } from "esbuild";

/** Marks a question that this plugin asks itself. */
const resolved = Symbol("resolved");

/**
 * Evaluates a module when something that it exports is used for the first time, and not when the program starts: a usual
 * call needs a third of them. What is not evaluated is not in the code cache either, which is read at every cold start.
 * Modules that are imported for their effect alone, and `export * from`, stay eager.
 *
 * @param {import("esbuild").BuildOptions} options those of the bundle, as far as they change the code of one file
 * @returns {import("esbuild").Plugin}
 */
export function lazyModulesPlugin({ target, define }) {
  return {
    name: "lazy-modules",
    setup(context) {
      // A path that a plugin has resolved is a module of no declared type; found by esbuild itself it would be held for an
      // ES module ("type" in package.json) in which `exports` means nothing.
      context.onResolve({ filter: /.*/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === resolved || /^(?:#|node:)/.test(path)) return undefined;
        const found = await context.resolve(path, { kind, importer, resolveDir, pluginData: resolved });
        return found.namespace === "file" ? { path: found.path, external: found.external } : found;
      });
      context.onLoad({ filter: /\.(?:ts|m?js)$/, namespace: "file" }, async ({ path }) => {
        const source = readFileSync(path, "utf8");
        if (!/^(?:import|export)\b/m.test(source)) return undefined;
        const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } };
        const loader = extname(path) === ".ts" ? "ts" : "js";
        const { code } = await transform(source, { loader, target, define, tsconfigRaw });
        return { contents: toLazyCommonJs(code), loader: "js" };
      });
      context.onLoad({ filter: /\.json$/, namespace: "file" }, ({ path }) => {
        return { contents: `exports.default = ${readFileSync(path, "utf8")}`, loader: "js" };
      });
    },
  };
}

/** @param {string} code @returns {string} */
function toLazyCommonJs(code) {
  const result = babel.transformSync(code, {
    configFile: false,
    babelrc: false,
    compact: false,
    sourceType: "module",
    // No default import of a CommonJS module is made here: everything that is bundled is an ES module, or imported by name.
    plugins: [["@babel/plugin-transform-modules-commonjs", { lazy: () => true, noInterop: true }]],
    assumptions: { constantReexports: true, enumerableModuleMeta: true },
  });
  if (typeof result?.code !== "string") throw new Error("a module could not be transformed");
  return result.code;
}
