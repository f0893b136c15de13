import { command } from "../commands.ts";
import { given } from "../given.ts";
import type { LibraryCall, Operation } from "../library.ts";
import * as p from "../processes.ts";
import { asText, entryOf, fieldOf, list, listed, NULL, object, taintOf, text, UNKNOWN, type Value } from "../value.ts";

// node:child_process, execa, zx, shelljs, Deno.Command, Bun.spawn, node:vm.

const spawned: Operation = (of) => {
  const made = p.spawn("name-and-list")(of);
  if (made?.kind === "object") made.fields.set("argv", list([given(of), ...listed(of.args[1])]));
  return made;
};

/** `$` and `Bun.$`: the tagged text is a shell's line. */
const template: Operation = (of) => command(asText(of.args[0]), of.machine, of.at);

/** child_process.fork and Worker run a script of their own. */
const forked: Operation = (of) => {
  if (of.machine.endless > 0) p.fork(of);
  return p.spawn("list")({ ...of, args: [list([text("node"), given(of)])] });
};

/** new Deno.Command(name, { args: [...] }) */
const denoCommand: Operation = (of) => {
  return object("command", { argv: list([given(of), ...listed(entryOf(of.args[1], "args"))]) });
};
const runCommand: Operation = (of) => p.spawn("list")({ ...of, args: [fieldOf(of.self, "argv") ?? UNKNOWN] });
const denoRun: Operation = (of) => {
  return p.spawn("list")({ ...of, args: [entryOf(of.args[0], "cmd") ?? UNKNOWN] });
};

const killed: Operation = (of) => p.kill(of.args.length > 1 ? of : { ...of, args: [given(of), text("SIGTERM")] });

/** Function(…parameters, body), called or not. */
const functionOf: Operation = (of) => (of.args.length === 0 ? UNKNOWN : p.runText(of.machine, of.args.at(-1), of.at));

const timer: Operation = (of) => (of.args[0]?.kind === "text" ? p.runText(of.machine, of.args[0], of.at) : undefined);

const both = (name: string, operation: Operation): readonly (readonly [string, Operation])[] => [
  [`child_process.${name}`, operation],
  [`child_process.${name}Sync`, operation],
];

export const SCRIPT_PROCESSES: readonly (readonly [string, Operation])[] = [
  ...both("exec", p.shell()), ...both("spawn", spawned), ...both("execFile", spawned), ["child_process.fork", forked], ["cluster.fork", forked], ["worker_threads.Worker", forked], ["Worker", forked],
  ["child_process.spawn.spawn", spawned], ["child_process.spawn.sync", spawned], ["execa", spawned], ["execa.execa", spawned], ["execa.execaSync", spawned], ["execa.sync", spawned], ["execa.execaCommand", p.shell()], ["execa.command", p.shell()], ["execa.$.``", template],
  ["shelljs.exec", p.shell()], ["zx.$.``", template], ["$.``", template], ["Bun.$.``", template], ["bun.$.``", template], ["$", p.shell()], ["Bun.spawn", p.spawn("name-and-list")], ["Bun.spawnSync", p.spawn("name-and-list")],
  ["Deno.Command", denoCommand], ["Deno.run", denoRun], ["node-pty.spawn", spawned],
  ["eval", p.evaluates()], ["Function", functionOf], ["vm.runInNewContext", p.evaluates()], ["vm.runInThisContext", p.evaluates()], ["vm.runInContext", p.evaluates()], ["vm.Script", p.evaluates()], ["vm.compileFunction", p.evaluates()],
  ["setTimeout", timer], ["setInterval", timer], ["globalThis.eval", p.evaluates()], ["process.kill", killed], ["process.chdir", p.changeFolder], ["process.setuid", () => NULL],
  ["better-sqlite3", database], ["sqlite3.Database", database], ["node:sqlite.DatabaseSync", database], ["sqlite.DatabaseSync", database], ["pg.Client", database], ["pg.Pool", database], ["mysql2.createConnection", database], ["mysql.createConnection", database],
]; // biome-ignore format: one table

function database(): Value {
  return object("database");
}

const databaseCall = (name: string): readonly [string, Operation] => [`database#${name}`, p.sql];

/** Something that a child process prints: its streams and its handlers. */
const childStream: Operation = (of: LibraryCall) => object("process", {}, taintOf(of.self));

export const SCRIPT_PROCESS_METHODS: readonly (readonly [string, Operation])[] = [
  ["command#output", runCommand], ["command#outputSync", runCommand], ["command#spawn", runCommand],
  databaseCall("query"), databaseCall("exec"), databaseCall("execute"), databaseCall("prepare"), databaseCall("run"),
  ["process#toString", (of) => fieldOf(of.self, "text")], ["process#trim", (of) => asText(of.self)], ["process.stderr", childStream],
]; // biome-ignore format: one table
