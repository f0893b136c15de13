// Stands in for a lazily imported entry inside the cold bundle; __FILE__ is replaced by the bundle's name.
// A single executable's own `require` knows built-in modules only, which is all that a bundle needs: so its code is
// compiled as a function that is handed this `require`, and never looked for on disk.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { getAsset, isSea } = require("node:sea");
const { compileFunction } = require("node:vm");

const file = "__FILE__";
const source = isSea() ? getAsset(file, "utf8") : readFileSync(join(__dirname, file), "utf8");
const run = compileFunction(source, ["module", "exports", "require", "__filename", "__dirname"], {
  filename: file,
});
run(module, module.exports, require, __filename, __dirname);
