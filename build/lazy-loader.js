// Stands in for a lazily imported entry; __FILE__ is replaced by its bundle's name. A single executable's own `require`
// knows built-in modules only, which is all that a bundle needs: so its code is compiled as a function that is handed this
// `require`, and never looked for on disk.
const { compileFunction } = require("node:vm");
const source = require("#asset/__FILE__").default;

const run = compileFunction(source, ["module", "exports", "require", "__filename", "__dirname"], {
  filename: "__FILE__",
});
run(module, module.exports, require, __filename, __dirname);
