import { CLEAN, type Field, type Stream } from "../shell/value.ts";
import { runModule } from "./interpreters-modules.ts";
import { type CodeUse, printedCode, runCode, runFile } from "./interpreters-run.ts";
import type { Invocation, Program } from "./program.ts";

const NODE: CodeUse = { language: "javascript", inline: ["e", "p"] };
const RUBY: CodeUse = { language: "ruby", inline: ["e"] };
const PHP: CodeUse = { language: "php", inline: ["r", "B", "R", "E"] };
const PERL: CodeUse = { language: "perl", inline: ["e", "E"] };
const PYTHON: CodeUse = { language: "python", inline: ["c"], once: true };

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
      if (module !== undefined && !before(run, run.values("c")[0], module))
        return runModule(run, module, rest(run, module));
      return runCode(run, PYTHON);
    },
  },
  {
    names: ["node", "nodejs", "tsx", "ts-node", "esr", "babel-node", "vite-node"],
    // node(1). -p takes code as -e does; both may stand without a value before the code (`node -p -e CODE`).
    options:
      "-e|--eval= -p|--print -r|--require= --import= -C|--conditions= -i|--interactive -c|--check -v|--version -h|--help --input-type= --loader= --experimental-loader= --env-file= --env-file-if-exists= --icu-data-dir= --max-old-space-size= --stack-size= --inspect?= --inspect-brk?= --inspect-port= --title= --redirect-warnings= --diagnostic-dir= --openssl-config= --tls-keylog= --disable-warning= --unhandled-rejections= --test-name-pattern= --test-reporter= --test-reporter-destination= --test-concurrency= --test-shard= --watch-path= --trace-event-categories= --allow-fs-read= --allow-fs-write= --build-snapshot-config= --run= --tsconfig= -P|--project= -O|--compiler-options= -T|--transpile-only -F|--files -D|--ignore-diagnostics= -I|--ignore=",
    style: "posix",
    run: runNode,
  },
  {
    names: ["ruby", "jruby", "irb", "truffleruby", "pry"],
    options:
      "-e= -r= -I= -C= -E= -F?= -0 -K?= -T?= -W?= -x?= -i?= -n -p -a -l -c -s -S -v -w -h --encoding= --enable= --disable= --yjit --jit",
    style: "posix",
    run: (run) => (run.has("c") ? undefined : inPlace(run, runCode(run, RUBY))),
  },
  {
    names: ["php", "php-cli"],
    options:
      "-r= -f= -d= -c= -B= -R= -F= -E= -S= -t= -z= -T= -n -a -e -H -i -l -m -q -s -v -w -h --rf= --rc= --re= --ri= --ini",
    style: "posix",
    run: runPhp,
  },
  {
    names: ["perl"],
    // perlrun(1): -e and -E take code, -i and -0 take what is attached, -M and -m name modules.
    options:
      "-e= -E= -i?= -0 -l -F?= -M= -m= -I= -C?= -D= -x?= -V?= -d?= -n -p -a -c -s -S -t -T -u -U -v -w -W -X -f -h",
    style: "posix",
    run: (run) => (run.has("c") ? undefined : inPlace(run, runCode(run, PERL))),
  },
  {
    names: ["lua", "luajit", "texlua"],
    options: "-e= -l= -i -v -E -W -j= -O= -b",
    style: "posix",
    run: (run) => runCode(run, { language: "lua", inline: ["e"] }),
  },
  {
    names: ["Rscript", "R", "littler"],
    options:
      "-e|--expr= -f|--file= --args --vanilla --slave -q|--quiet --no-save --no-restore --default-packages= --verbose",
    style: "posix",
    run: (run) => runCode(run, { language: "r", inline: ["e"] }),
  },
  {
    names: ["julia"],
    options:
      "-e|--eval= -E|--print= -L|--load= -p|--procs= -t|--threads= -J|--sysimage= -H|--home= -C|--cpu-target= -O|--optimize?= -g?= -i -q --project?= --startup-file= --color=",
    style: "posix",
    run: (run) => runCode(run, { language: "julia", inline: ["e", "E"] }),
  },
  {
    names: ["groovy"],
    options: "-e= -cp|-classpath= -D= -i?= -l?= -n -p -v -d",
    style: "posix",
    run: (run) => runCode(run, { language: "groovy", inline: ["e"] }),
  },
  // Their code is not read; the row keeps their scripts and options from being taken for something else.
  {
    names: [
      "tclsh",
      "wish",
      "guile",
      "racket",
      "sbcl",
      "clisp",
      "scheme",
      "erl",
      "escript",
      "ghci",
      "runghc",
      "scala",
      "kotlin",
      "crystal",
      "nim",
      "octave",
      "gnuplot",
      "maxima",
    ],
    options: "-e= -c= -f= -l= -cp|-classpath|--class-path= -jar= -D= -X= --module= -m= -r= -t=",
    style: "posix",
    run: runOpaque,
  },
  {
    names: ["elixir", "iex"],
    options: "-e|--eval= -r= -S= -pa= -pz= --name= --sname= --cookie= --erl= --no-halt --version",
    style: "posix",
    run: (run) => runCode(run, { language: "elixir", inline: ["e"] }),
  },
  // Scripts of the Java machine call the same library, whatever they are written in.
  {
    names: ["jrunscript", "jjs"],
    options: "-e= -f= -l= -cp|-classpath= -D= -J= -q -h|-help|--help -scripting -strict",
    style: "single",
    run: (run) => runCode(run, { language: "groovy", inline: ["e"] }),
  },
];

/** Of -c and -m the first ends the options, the other is an argument. */
function before(run: Invocation, one: Field | undefined, other: Field): boolean {
  const place = (field: Field) =>
    run.args.findIndex((arg) => arg === field || (arg.text !== field.text && arg.text.endsWith(field.text)));
  return one !== undefined && place(one) < place(other);
}

/** Everything after an option's value is the program's own, dashes or not. */
function rest(run: Invocation, value: Field): readonly Field[] {
  const at = run.args.findIndex(
    (arg) => arg === value || arg.text === `-m${value.text}` || arg.text.endsWith(`m${value.text}`),
  );
  return at < 0 ? run.operands : run.args.slice(at + 1);
}

/** Modules that are loaded first are scripts, too. */
function runNode(run: Invocation): Stream | undefined {
  const [first, ...others] = run.operands;
  for (const module of run.values("r", "import")) if (/^[./]/.test(module.text)) runFile(run, NODE, module, []);
  const task = run.value("run");
  if (task !== undefined)
    return run.command([word("npm", task), word("run", task), task, ...run.operands], { external: true });
  if (run.has("c")) return undefined; // reads without running
  if (run.has("p") && run.values("e", "p").length === 0) {
    // A bare -p prints what the first operand computes.
    return first === undefined ? runCode(run, NODE) : printedCode(run, NODE, first, others);
  }
  return runCode(run, NODE);
}

/** Code of a language that is not read is an honest unknown. */
function runOpaque(run: Invocation): Stream | undefined {
  const code = run.value("e", "c");
  return code === undefined || /^(?:scala|kotlin)$/.test(run.name)
    ? undefined
    : run.code(run.name, code.text, { source: "inline", span: code.span });
}

/** `-i` changes the operands; `-n` and `-p` read them. */
function inPlace(run: Invocation, printed: Stream | undefined): Stream | undefined {
  if (!run.has("i", "n", "p") || run.values("e", "E").length === 0) return printed;
  const content = run
    .values("e", "E")
    .map((field) => field.text)
    .join("\n");
  for (const file of run.operands) {
    const target = run.path(file);
    if (run.has("i")) run.emit({ kind: "write", target, how: "modify", content });
    else run.emit({ kind: "read", target, recursive: false, how: "content" });
  }
  return { text: undefined, taint: run.stdin.taint, empty: false };
}

/** php(1): `-S` serves a folder, `-f` names the script. */
function runPhp(run: Invocation): Stream | undefined {
  const address = run.value("S");
  if (address !== undefined) {
    const local = /^(?:localhost|127\.|\[::1\])/.test(address.text);
    run.emit({ kind: "network", action: "listen", tags: [local ? "loopback" : "all-interfaces"] });
    return undefined;
  }
  if (run.has("l", "i", "m")) return undefined;
  const file = run.value("f");
  return file === undefined ? runCode(run, PHP) : runFile(run, PHP, file, run.operands);
}

function word(text: string, like: Field): Field {
  return { ...like, text, glob: false, taint: CLEAN };
}
