import { closeSync, lstatSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import type { Check, Problem } from "../check.ts";
import { findProgram, isProgram } from "../program.ts";
import { type HookEntry, programOf } from "../setup.ts";
import type { Surroundings } from "../surroundings.ts";

/** The program that the entries start is there, can be started, and cannot be replaced by another user. */
export const programs: Check = {
  id: "programs",
  title: "the guard's program can be started",
  look: ({ setups, around }) => {
    const seen = new Map<string, HookEntry>();
    for (const entry of setups.flatMap(({ ours }) => ours)) {
      const key = commandKey(entry);
      if (!seen.has(key)) seen.set(key, entry);
    }
    return [...seen.values()].flatMap((entry) => troubles(entry, around));
  },
};

function commandKey({ file, command }: HookEntry): string {
  return `${file}\n${command}`;
}

function troubles(entry: HookEntry, { env, machine }: Surroundings): readonly Problem[] {
  const { agent, file, command, handler } = entry;
  const program = Array.isArray(handler.args) ? command : programOf(command);
  const about = { agent, file, fix: `run \`clampd-guard install ${agent}\`` };
  const runs = "what cannot be started has no say: the client runs the call";
  const found: Problem[] = [];
  const bare = programOf(command);
  if (/\s/.test(program) || program !== bare)
    found.push({
      ...about,
      weight: "warning",
      what: `the path has blanks: ${command}`,
      why: "clients and shells split it in different ways",
    });
  if (!isAbsolute(program)) {
    const at = findProgram(program, env);
    const what = `the program is named without a path: ${program}${at === undefined ? "" : ` (${at})`}`;
    found.push({
      ...about,
      weight: at === undefined ? "error" : "warning",
      what,
      why: "whoever changes PATH replaces the guard",
    });
    return found;
  }
  if (lstatSync(program, { throwIfNoEntry: false }) === undefined)
    return [...found, { ...about, weight: "error", what: `there is no ${program}`, why: runs }];
  const target = real(program);
  if (target === undefined)
    return [...found, { ...about, weight: "error", what: `${program} points to nothing`, why: runs }];
  if (!isProgram(target))
    return [
      ...found,
      {
        ...about,
        weight: "error",
        what: `${program} is not executable, or lies where nothing may be (noexec)`,
        why: runs,
      },
    ];
  const wrong = foreign(target);
  if (wrong !== undefined) found.push({ ...about, weight: "error", what: `${program} is ${wrong}`, why: runs });
  if (machine.platform !== "win32")
    found.push(
      ...[...new Set([target, dirname(target), dirname(program)])].filter(othersMayWrite).map(
        (path): Problem => ({
          ...about,
          weight: "error",
          file: path,
          what: "others than its owner may write it",
          why: "whoever replaces the program decides in its place",
          fix: `chmod go-w ${path}`,
        }),
      ),
    );
  return found;
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function othersMayWrite(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  // In a folder with the sticky bit nobody replaces what is another's.
  return stats !== undefined && (stats.mode & 0o022) !== 0 && (stats.mode & 0o1000) === 0;
}

/** ELF header: e_machine at 18 (elf(5)); Mach-O 64: cputype at 4 (mach-o/loader.h). */
const ELF: Readonly<Record<string, number>> = { x64: 62, arm64: 183, ia32: 3, arm: 40 };
const MACH: Readonly<Record<string, number>> = { x64: 0x01000007, arm64: 0x0100000c };

/** What keeps this machine from starting the file, as far as its head tells. */
function foreign(file: string): string | undefined {
  const head = Buffer.alloc(64);
  const fd = openSync(file, "r");
  try {
    if (readSync(fd, head) === 0) return "empty";
  } finally {
    closeSync(fd);
  }
  if (head.toString("latin1", 0, 2) === "#!") return undefined;
  const elf = head.toString("latin1", 0, 4) === "\x7fELF";
  const mach = head.readUInt32LE(0) === 0xfeedfacf;
  const fat = head.readUInt32BE(0) === 0xcafebabe;
  const windows = head.toString("latin1", 0, 2) === "MZ";
  const wrong = "made for another kind of machine";
  if (process.platform === "linux") return elf && head.readUInt16LE(18) === ELF[process.arch] ? undefined : wrong;
  if (process.platform === "darwin")
    return fat || (mach && (head.readUInt32LE(4) === MACH[process.arch] || process.arch === "arm64"))
      ? undefined
      : wrong;
  return windows ? undefined : wrong;
}
