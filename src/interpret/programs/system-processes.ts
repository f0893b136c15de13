import { DYNAMIC } from "../../model/effect.ts";
import type { Draft } from "../context.ts";
import { type Field, opaqueStream, textStream } from "../shell/value.ts";
import { parseArguments } from "./options.ts";
import type { Invocation, Program } from "./program.ts";
import { standing, standings } from "./system-names.ts";
import { orEmpty, textOf } from "./text-of.ts";

const SIGNAL =
  /^-(?:\d+|(?:SIG)?(?:HUP|INT|QUIT|ILL|TRAP|ABRT|FPE|KILL|SEGV|PIPE|ALRM|TERM|USR1|USR2|CHLD|CONT|STOP|TSTP))$/i;
const PKILL =
  "-f|--full -u|--euid= -U|--uid= -g|--pgroup= -G|--group= -P|--parent= -s|--session= -t|--terminal= -F|--pidfile= -d= -c|--count -e|--echo -i|--ignore-case -l|--list-name -a -n|--newest -o|--oldest -v|--inverse -x|--exact -r= -q= -L -w -A --signal= --ns= --nslist= -j= -M= -N=";

/** Signals and power: kill(1), pkill(1), killall(1), fuser(1), shutdown(8). */
export const PROCESSES: readonly Program[] = [
  { names: ["kill", "gkill"], style: "none", commonWord: true, run: runKill },
  { names: ["pkill", "skill"], style: "none", run: (run) => killMatching(run) },
  {
    names: ["pgrep", "pidof"],
    style: "none",
    // The pids are not known; the name stays beside them, so that `kill $(pgrep x)` still says what dies.
    run: (run) => {
      const name = textOf(parseArguments(withoutSignal(run.args), { options: PKILL }).operands[0]);
      return textStream(`${DYNAMIC}${name.replace(/\s+/g, "-")}\n`);
    },
  },
  {
    names: ["killall", "killall5"],
    style: "none",
    run: (run) => {
      const { operands, options } = parseArguments(withoutSignal(run.args), {
        options:
          "-e|--exact -I|--ignore-case -g|--process-group -i|--interactive -l|--list -n|--ns= -o|--older-than= -q|--quiet -r|--regexp -s|--signal= -u|--user= -v|--verbose -w|--wait -y|--younger-than= -V|--version -Z= -m -c= -t= -d",
      });
      if (options.has("l") || options.has("V")) return undefined;
      if (operands.length === 0 && (options.has("u") || run.name === "killall5")) run.emit(stop("*", true));
      for (const { text } of operands) run.emit(stop(text, /^(?:\.\*?|\*)$/.test(text)));
      return undefined;
    },
  },
  {
    names: ["fuser"],
    style: "none",
    run: (run) => {
      const words = run.args.filter((field) => !field.text.startsWith("-")).map((field) => field.text);
      const flags = run.args.filter((field) => field.text.startsWith("-")).map((field) => field.text);
      if (!flags.some((flag) => /^-\w*k|^--kill/.test(flag))) return undefined;
      const mounts = flags.some((flag) => /^-\w*[mMc]|^--mount/.test(flag));
      for (const text of words.filter((word) => !/^(?:tcp|udp)$/.test(word)))
        run.emit({
          ...stop(text, text === "/" || (mounts && text.startsWith("/"))),
          tags: /^22\//.test(text) ? ["essential"] : [],
        });
      return undefined;
    },
  },
  { names: ["xkill"], acts: [{ does: { kind: "stop-process", object: "window", all: false } }] },
  {
    names: ["shutdown"],
    options: "-c -h -r -P -H -k -t= --show --no-wall --poweroff --reboot --halt -p -s -o -n -f",
    acts: [
      {
        without: ["c", "show", "k"],
        // Windows: /a takes a shutdown back.
        if: (run) => !run.operands.some((field) => /^\/[a?]$/i.test(field.text)),
        does: { kind: "system", action: "shutdown", object: "machine" },
      },
    ],
  },
  {
    names: ["reboot", "poweroff", "halt"],
    options: "-f|--force -p|--poweroff -w|--wtmp-only -d -n --reboot --halt --no-wall -q -l",
    acts: [{ without: "w", does: { kind: "system", action: "shutdown", object: "machine" } }],
  },
  {
    names: ["init", "telinit"],
    commonWord: true,
    acts: [
      {
        if: (run) => run.operands.length === 1,
        operand: ["0", "1", "6", "s", "S", "single"],
        does: { kind: "system", action: "shutdown", object: "machine" },
      },
    ],
  },
  {
    names: ["stress", "stress-ng"],
    options: "-c|--cpu= -m|--vm= -i= -d= -t|--timeout= --vm-bytes= -n|--dry-run",
    dryRun: "dry-run",
    acts: [{ without: "t", does: { kind: "system", action: "resource-exhaustion", object: "no end", tags: ["load"] } }],
  },
  {
    names: ["gdb", "lldb"],
    options:
      "-ex|--eval-command= -iex= -x|--command= -p|--pid= -c|--core= -d= -batch|--batch -o= -O= -s= -q|-quiet -nx -n --args -args -tui -cd= -tty=",
    style: "single",
    run: runDebugger,
  },
  {
    names: ["reptyr", "gcore", "pstack", "process_vm_readv", "jattach", "py-spy", "rbspy"],
    options: "-p|--pid= -o= -a -T -L -f= -d= -r=",
    acts: [
      { does: (run) => traced(orEmpty(run.value("p")?.text ?? run.operands.at(-1)?.text), run.name === "py-spy") },
    ],
  },
];

function withoutSignal(args: readonly Field[]): readonly Field[] {
  return args.filter((field) => !SIGNAL.test(field.text));
}

function stop(object: string, all: boolean): Draft {
  return { kind: "stop-process", object, all, tags: standings(object) };
}

function runKill(run: Invocation) {
  const words = run.args.map((field) => field.text);
  const first = orEmpty(words[0]);
  if (/^-(?:l|L|-list|-table)/.test(first) || first === "-0") return undefined;
  let at = 0;
  if (/^(?:-s|-n|--signal)$/.test(first)) at = 2;
  else if (/^-[A-Za-z\d]|^--signal=/.test(first) && words.length > 1) at = 1;
  if (words[at] === "--") at++;
  for (const field of run.args.slice(at)) run.emit(target(run, field));
  return undefined;
}

function target(run: Invocation, field: Field): Draft {
  const { text } = field;
  if (text === "-1") return { kind: "stop-process", object: "*", all: true };
  if (text === "1") return { kind: "stop-process", object: "1", all: false, tags: ["essential"] };
  if (field.taint.files.some((file) => file.classes.includes("guard")))
    return { kind: "stop-process", object: text, all: false, tags: ["guard"] };
  const tags = text.includes(DYNAMIC) ? [...standing(text), ...searchedFor(run)] : standing(text);
  return { kind: "stop-process", object: text, all: false, tags: [...new Set(tags)] };
}

/** Pids that come out of `ps | grep NAME` are those of NAME. */
function searchedFor(run: Invocation): readonly string[] {
  const search = run.context.effects.findLast(
    (effect) =>
      effect.kind === "execute" &&
      /^(?:grep|awk|ps|lsof|pgrep|pidof)$/.test(effect.program) &&
      effect.args.some((arg) => standings(plain(arg)).length > 0),
  );
  return search?.kind === "execute"
    ? search.args.flatMap((arg) => standings(plain(arg))).filter((tag) => tag !== "agent-runtime")
    : [];
}

/** `[c]lampd`, `/clampd/ {print $2}` */
function plain(pattern: string): string {
  return pattern.replace(/\[(.)\]/g, "$1").replace(/[/{}$,;]+/g, " ");
}

function killMatching(run: Invocation) {
  const { operands, options } = parseArguments(withoutSignal(run.args), { options: PKILL });
  if (operands.length === 0) {
    if (["u", "U", "G", "s", "v"].some((name) => options.has(name))) run.emit(stop("*", true));
    else if (options.has("F"))
      for (const file of options.get("F") ?? []) if (file !== undefined) run.emit(byFile(run, file));
    return undefined;
  }
  for (const { text } of operands) run.emit(stop(text, options.has("v") || /^\^?\.?\*?\$?$/.test(text)));
  return undefined;
}

function byFile(run: Invocation, file: Field): Draft {
  const { path, classes } = run.path(file);
  return { kind: "stop-process", object: path, all: false, tags: classes.includes("guard") ? ["guard"] : [] };
}

function traced(object: string, onlyLooks: boolean): Draft {
  return { kind: "system", action: "trace", object, tags: onlyLooks ? ["sampling"] : standing(object) };
}

function runDebugger(run: Invocation) {
  const process = run.value("p");
  const words = run.args.map((field) => field.text);
  // What follows --args is the debugged program's own line.
  const own = words.findIndex((word) => /^--?args$/.test(word));
  const given = words.findIndex((word) => /^--?p(?:id)?\b/.test(word));
  if (process !== undefined && (own < 0 || given < own)) run.emit(traced(process.text, false));
  for (const field of run.values("ex", "iex", "o", "O")) {
    const code = /^\s*(?:shell|!|make|pipe|platform shell)\s+([\s\S]+)$/.exec(field.text)?.[1];
    if (code !== undefined) run.shell(code, { source: "inline", span: field.span });
    const attached = /^\s*(?:attach|process attach -p)\s+(\S+)/.exec(field.text)?.[1];
    if (attached !== undefined) run.emit(traced(attached, false));
    const python = /^\s*(?:python|py|script)\s+([\s\S]+)$/.exec(field.text)?.[1];
    if (python !== undefined) run.code("python", python, { source: "inline", span: field.span });
  }
  return opaqueStream();
}
