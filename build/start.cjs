// The program's entry: runs the hook bundle with everything that a usual call needs compiled already. A single
// executable's own code cache holds what is compiled before the first line runs, which leaves nearly every function out.
const { getRawAsset } = require("node:sea");
const { Script } = require("node:vm");

const source = Buffer.from(getRawAsset("hook.js")).latin1Slice(); // it is ASCII; build/code-cache.mjs sees to that
const script = new Script(source, { filename: "hook.cjs", cachedData: new Uint8Array(getRawAsset("hook.cache")) });
script.runInThisContext()(exports, require, module, "hook.cjs", "/");
