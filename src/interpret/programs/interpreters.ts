import type { Field } from "../shell/value.ts";
import { runModule } from "./interpreters-modules.ts";
import { type CodeUse, runCode } from "./interpreters-run.ts";
import type { Invocation, Program } from "./program.ts";

const PYTHON: CodeUse = { language: "python", inline: ["c"], interactive: ["i"] };

/** Interpreters: code as an option's value, a script's file, or what stands on the input. */
export const INTERPRETERS: readonly Program[] = [
  {
    names: ["python", "python3", "pypy", "pypy3", "ipython", "ipython3", "bpython", "python2", "pythonw", "py"],
    // python(1); -m ends the options as -c does, what follows is the program's own.
    options:
      "-c= -m= -W= -X= -Q= --check-hash-based-pycs= -b -B -d -E -h|--help -i -I -O -P -q -R -s -S -t -u -v -V|--version -x",
    style: "posix",
    run: (run) => {
      const module = run.value("m");
      if (module !== undefined && !run.has("c")) return runModule(run, module, rest(run, module));
      return runCode(run, PYTHON);
    },
  },
];

/** Everything after an option's value is the program's own, dashes or not. */
function rest(run: Invocation, value: Field): readonly Field[] {
  const at = run.args.findIndex(
    (arg) => arg === value || arg.text === `-m${value.text}` || arg.text.endsWith(`m${value.text}`),
  );
  return at < 0 ? run.operands : run.args.slice(at + 1);
}
