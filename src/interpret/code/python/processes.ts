import { CLEAN } from "../../shell/value.ts";
import { stdinText } from "../files.ts";
import type { Operation } from "../library.ts";
import * as n from "../network.ts";
import * as p from "../processes.ts";
import { asText, firstText, NULL, object, text } from "../value.ts";

// os, subprocess, pty, multiprocessing, and what runs code.

/** The argument list is kept with the process: input may be handed over later. */
const popen: Operation = (of) => {
  const made = p.spawn("list")(of);
  const argv = of.args[0] ?? of.named.get("args");
  if (made?.kind === "object" && argv?.kind === "list") made.fields.set("argv", argv);
  return made;
};

/** Interpreters of other languages are not followed, but a library's functions are the system's own. */
const nativeLibrary: Operation = () => ({ kind: "library", name: "ctypes.lib" });

export const PYTHON_PROCESSES: readonly (readonly [string, Operation])[] = [
  ["os.system", p.shell()], ["os.popen", p.shell()], ["commands.getoutput", p.shell()], ["commands.getstatusoutput", p.shell()],
  ["subprocess.getoutput", p.shell()], ["subprocess.getstatusoutput", p.shell()], ["asyncio.create_subprocess_shell", p.shell()], ["pexpect.run", p.shell()], ["pexpect.spawn", p.shell()], ["plumbum.cmd", p.shell()],
  ["subprocess.run", popen], ["subprocess.call", popen], ["subprocess.check_call", popen], ["subprocess.check_output", popen], ["subprocess.Popen", popen],
  ["asyncio.create_subprocess_exec", p.spawn("all")], ["sh.Command", p.spawn("all")], ["pty.spawn", p.spawn("list")],
  ["os.execv", p.spawn("path-and-argv")], ["os.execve", p.spawn("path-and-argv")], ["os.execvp", p.spawn("path-and-argv")], ["os.execvpe", p.spawn("path-and-argv")],
  ["os.execl", p.spawn("path-and-argv")], ["os.execle", p.spawn("path-and-argv")], ["os.execlp", p.spawn("path-and-argv")], ["os.execlpe", p.spawn("path-and-argv")],
  ["os.posix_spawn", p.spawn("path-and-argv")], ["os.posix_spawnp", p.spawn("path-and-argv")],
  ...["os.spawnv", "os.spawnve", "os.spawnvp", "os.spawnl", "os.spawnle", "os.spawnlp"].map((name): readonly [string, Operation] => [name, (of) => p.spawn("path-and-argv")({ ...of, args: of.args.slice(1) })]),
  ["exec", p.evaluates()], ["eval", p.evaluates()], ["execfile", p.evaluates()], ["compile", (of) => of.args[0]], ["code.InteractiveInterpreter.runsource", p.evaluates()],
  ["runpy.run_path", (of) => p.spawn("list")({ ...of, args: [{ kind: "list", items: [text("python3"), asText(of.args[0])] }] })],
  ["pickle.loads", p.deserialize], ["marshal.loads", p.deserialize], ["dill.loads", p.deserialize], ["cloudpickle.loads", p.deserialize], ["yaml.load", (of) => of.args[0]],
  ["os.fork", p.fork], ["os.forkpty", p.fork], ["multiprocessing.Process", (of) => { if (of.machine.endless > 0) p.fork(of); return object("process"); }],
  ["os.kill", p.kill], ["os.killpg", p.kill], ["os.chdir", p.changeFolder], ["os.dup2", n.tie],
  ["os.setuid", privileged], ["ctypes.CDLL", nativeLibrary], ["ctypes.cdll.LoadLibrary", nativeLibrary], ["ctypes.PyDLL", nativeLibrary],
  ["ctypes.lib.system", p.shell()], ["ctypes.lib.popen", p.shell()],
  ["sys.stdin.read", (of) => stdinText(of.machine)], ["sys.stdin.buffer.read", (of) => stdinText(of.machine)],
  ["sqlite3.connect", database], ["psycopg2.connect", database], ["psycopg.connect", database], ["pymysql.connect", database], ["MySQLdb.connect", database], ["mysql.connector.connect", database], ["sqlalchemy.create_engine", database], ["duckdb.connect", database], ["sqlalchemy.text", (of) => of.args[0]],
]; // biome-ignore format: one table

export const PYTHON_DATABASE: readonly (readonly [string, Operation])[] = [
  ["database#execute", p.sql], ["database#executescript", p.sql], ["database#executemany", p.sql], ["database#cursor", (of) => of.self], ["database#connect", (of) => of.self], ["database#begin", (of) => of.self], ["database#__enter__", (of) => of.self],
  ["unknown#execute", p.sql],
]; // biome-ignore format: one table

function database(): ReturnType<Operation> {
  return object("database", {}, CLEAN);
}

function privileged(of: Parameters<Operation>[0]): ReturnType<Operation> {
  const user = firstText(of.args[0]);
  if (user === "0") of.machine.invocation.emit({ kind: "privilege", action: "setuid", object: "0" });
  return NULL;
}
