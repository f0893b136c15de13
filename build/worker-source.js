// Stands in for `#store-worker` inside a bundle; __FILE__ is replaced by the bundle's name. See lazy-loader.js.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { getAsset, isSea } = require("node:sea");

const file = "__FILE__";
module.exports = { code: isSea() ? getAsset(file, "utf8") : readFileSync(join(__dirname, file), "utf8") };
