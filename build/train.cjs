// node train.cjs SOURCE CACHE CALL...: answers each call in this one process, as the program would each in its own, and
// writes what was compiled for them.
const fs = require("node:fs");
const { Script } = require("node:vm");

const [source, cache, ...calls] = process.argv.slice(2);
const script = new Script(fs.readFileSync(source, "latin1"), { filename: "hook.cjs" });
const run = script.runInThisContext();
process.argv.length = 2;
process.exit = () => {};
for (const call of calls) {
  const stdin = fs.openSync(call, "r");
  const readSync = (fd, ...rest) => fs.readSync(fd === 0 ? stdin : fd, ...rest);
  const writeSync = (fd, bytes, ...rest) => (fd === 1 || fd === 2 ? bytes.length : fs.writeSync(fd, bytes, ...rest));
  const replaced = { ...fs, readSync, writeSync };
  const module = { exports: {} };
  run(module.exports, (name) => (name === "node:fs" ? replaced : require(name)), module, "hook.cjs", "/");
  fs.closeSync(stdin);
}
fs.writeFileSync(cache, script.createCachedData());
