import { DYNAMIC } from "../../model/effect.ts";
import { words } from "../../words.ts";
import { type Field, opaqueStream } from "../shell/value.ts";
import type { Invocation, Program } from "./program.ts";
import { runScriptFile } from "./script-file.ts";
import { orEmpty } from "./text-of.ts";

const SHELL_OPTIONS =
  "-c -i -l|--login -s -x -e -u -v -n -r -p -a -f -h -k -m -t -b -B -C -E -H -P -T -D -o= -O= --rcfile= --init-file= --noprofile --norc --posix --restricted --verbose --debugger --version --help";

/** Shells that run text: `sh -c TEXT`, `sh FILE`, `… | sh`, `sh <<EOF`, `sh <(…)`. bash(1) INVOCATION. */
export const SHELLS: readonly Program[] = [
  {
    names: words("bash sh zsh dash ksh mksh ash rbash yash fish tcsh csh oksh osh"),
    options: SHELL_OPTIONS,
    style: "posix",
    run: runShell,
  },
];

function runShell(run: Invocation) {
  const { operands, stdin } = run;
  if (run.has("version", "help")) return undefined; // says so and ends, whatever follows
  const rcfile = run.value("rcfile");
  if (rcfile !== undefined) runFile(run, rcfile, []);
  if (run.has("n") && !run.has("c", "i")) return undefined; // reads without running
  if (run.has("c")) {
    const code = operands[0];
    if (code === undefined) return undefined;
    return run.shell(code.text, {
      source: code.text.includes(DYNAMIC) && code.text.replaceAll(DYNAMIC, "").trim() === "" ? "variable" : "inline",
      span: code.span,
      stream: { text: code.text, taint: code.taint, empty: false },
      positional: operands.slice(2).map((field) => field.text),
      ...(operands[1] === undefined ? {} : { zero: operands[1].text }),
    });
  }
  const file = operands[0];
  if (file !== undefined && file.text !== "-" && file.text !== "/dev/stdin" && !run.has("s"))
    return runFile(run, file, operands.slice(1));
  if (stdin.empty) {
    interactive(run);
    return opaqueStream();
  }
  return run.shell(stdin.text ?? DYNAMIC, {
    source: "stdin",
    stream: stdin,
    positional: operands.map((field) => field.text),
  });
}

/** A shell that takes its commands from the terminal: with all rights, or out of a program that is made for other work. */
function interactive(run: Invocation): void {
  const { elevated, hostedBy, where } = run.state;
  if (where !== "local" || (!elevated && hostedBy === undefined)) return;
  const told = run.context.effects
    .slice(-64)
    .some(
      (effect) =>
        (effect.kind === "privilege" && effect.action === "shell") ||
        (effect.kind === "network" && /^(?:reverse|bind)-shell$/.test(effect.action)),
    );
  if (!told)
    run.emit({
      kind: "privilege",
      action: elevated ? "shell" : "escape",
      object: elevated ? "root" : orEmpty(hostedBy),
    });
}

function runFile(run: Invocation, file: Field, args: readonly Field[]) {
  const target = run.path(file);
  const written = run.state.files.get(target.path) ?? run.state.files.get(file.text);
  if (written !== undefined) {
    return run.shell(written.text ?? DYNAMIC, {
      source: "file",
      stream: written,
      target,
      span: file.span,
      positional: args.map((field) => field.text),
    });
  }
  runScriptFile(run, target, args);
  return opaqueStream();
}
