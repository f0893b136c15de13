import { DYNAMIC } from "../../model/effect.ts";
import { words } from "../../words.ts";
import { absolutePath } from "../paths/normalise.ts";
import { dangerousVariable } from "../shell/assign.ts";
import { popDirectory, pushDirectory, type ShellState } from "../shell/state.ts";
import {
  CLEAN,
  type Field,
  joinTaint,
  NO_STREAM,
  opaqueStream,
  type Stream,
  scalar,
  textStream,
} from "../shell/value.ts";
import type { Invocation, Program } from "./program.ts";
import { declare, readInto, setOptions } from "./shell-variables.ts";

/** Builtins that change the shell itself (bash manual 4.1, 4.2; zshbuiltins(1)). */
export const BUILTINS: readonly Program[] = [
  { names: ["cd", "chdir"], options: "-L -P -e -@ -q", run: (run) => changeDirectory(run, run.operands[0]) },
  {
    names: ["pushd"],
    run: (run) => {
      pushDirectory(run.state);
      return changeDirectory(run, run.operands[0]);
    },
  },
  {
    names: ["popd"],
    run: ({ state }) => {
      if (state.dirStack.length > 0) moveTo(state, popDirectory(state));
      return NO_STREAM;
    },
  },
  { names: ["pwd"], style: "none", inert: true, run: ({ state }) => textStream(`${state.cwd ?? DYNAMIC}\n`) },
  {
    names: ["eval"],
    style: "none",
    run: (run) =>
      run.shell(joined(run.args), {
        source: origin(run.args),
        stream: asStream(run.args),
        span: run.span,
        inPlace: true,
      }),
  },
  {
    names: ["source", "."],
    style: "posix",
    run: (run) => {
      const file = run.operands[0];
      if (file === undefined) return NO_STREAM;
      if (file.text === "/dev/stdin" || file.text === "-")
        return run.shell(run.stdin.text ?? DYNAMIC, { source: "stdin", stream: run.stdin, inPlace: true });
      const target = run.path(file);
      const stream = run.readFile(target);
      if (stream === undefined) return run.code("shell-file", undefined, { source: "file", target });
      const written = run.state.files.has(target.path) || run.state.files.has(target.raw);
      return run.shell(stream.text ?? DYNAMIC, {
        source: "file",
        target,
        inPlace: true,
        ...(written ? { stream } : {}),
        positional: texts(run.operands.slice(1)),
      });
    },
  },
  {
    names: ["export", "declare", "typeset", "readonly", "local", "integer", "float"],
    options: "-a -A -f -F -g -i -l -n -p -r -t -u -x -z",
    style: "posix",
    run: declare,
  },
  {
    names: ["unset"],
    options: "-f -v -n",
    run: ({ state, operands, context, name }) => {
      for (const { text, span } of operands) {
        const { elevated, where, tags } = state;
        dangerousVariable(text, scalar(""), context, { by: name, span, elevated, where, tags }, "unset");
        state.variables.set(text, scalar(""));
        state.functions.delete(text);
      }
      return NO_STREAM;
    },
  },
  {
    names: ["alias"],
    style: "posix",
    run: ({ state, operands }) => {
      for (const { text } of operands) {
        const at = text.indexOf("=");
        if (at > 0) state.aliases.set(text.slice(0, at), text.slice(at + 1));
      }
      return NO_STREAM;
    },
  },
  {
    names: ["unalias"],
    run: ({ state, operands, has }) => {
      if (has("a")) state.aliases.clear();
      for (const { text } of operands) state.aliases.delete(text);
      return NO_STREAM;
    },
  },
  { names: ["set"], style: "none", run: setOptions },
  {
    names: ["shift"],
    run: ({ state, operands }) => {
      state.positional = state.positional.slice(Number(operands[0]?.text ?? 1) || 0);
      return NO_STREAM;
    },
  },
  { names: ["read"], options: "-a= -d= -i= -n= -N= -p= -t= -u= -r -s -e -k -q", run: readInto },
  { names: ["readarray", "mapfile"], options: "-d= -n= -O= -s= -t -u= -C= -c=", run: readInto },
  {
    names: ["trap"],
    style: "posix",
    run: (run) => {
      const [code] = run.operands;
      if (code === undefined || code.text === "" || code.text === "-" || /^\d+$/.test(code.text)) return NO_STREAM;
      return run.shell(code.text, { source: "inline", span: code.span });
    },
  },
  { names: ["exec"], options: "-a= -c -l", style: "posix", wraps: true },
  {
    names: ["command"],
    options: "-p -v -V",
    style: "posix",
    run: (run) => (run.has("v", "V") ? named(run) : run.command(run.operands, { external: true })),
  },
  { names: ["builtin"], style: "posix", wraps: true },
  { names: ["noglob", "nocorrect", "-"], style: "posix", wraps: true },
  { names: ["coproc"], style: "posix", wraps: true },
  { names: ["which", "type", "whence", "where", "whereis"], inert: true, options: "-a -f -p -P -t -w", run: named },
  {
    names: words(
      "let test [ [[ true false : exit return break continue wait jobs fg bg times umask ulimit getopts hash help shopt setopt unsetopt bind bindkey compgen complete compopt compdef compinit autoload zmodload zstyle emulate enable disown suspend logout caller dirs rehash zle vared",
    ),
    style: "none",
    inert: true,
    commonWord: true,
    run: () => NO_STREAM,
  },
  {
    names: ["history"],
    options: "-c -d= -a -n -r -w -p -s",
    acts: [{ flag: ["c", "w"], does: { kind: "system", action: "clear-history", object: "history" } }],
    run: pastCommands,
  },
  { names: ["fc"], options: "-e= -l -n -r -s", run: pastCommands },
];

function joined(fields: readonly Field[]): string {
  return texts(fields).join(" ");
}

function texts(fields: readonly Field[]): readonly string[] {
  return fields.map((field) => field.text);
}

function asStream(fields: readonly Field[]) {
  return textStream(
    joined(fields),
    fields.reduce((taint, field) => joinTaint(taint, field.taint), CLEAN),
  );
}

function origin(fields: readonly Field[]) {
  return joined(fields).includes(DYNAMIC) ? "variable" : "inline";
}

function moveTo(state: ShellState, path: string | undefined): void {
  state.previousCwd = state.cwd;
  state.cwd = path;
}

function changeDirectory(run: Invocation, field: Field | undefined) {
  const { state, context } = run;
  const text = field?.text ?? context.world.home ?? DYNAMIC;
  if (text === "-") moveTo(state, state.previousCwd);
  else {
    const to = field === undefined ? absolutePath(text, undefined) : run.path(field).path;
    moveTo(state, to.startsWith(DYNAMIC) || to.includes(DYNAMIC) ? unknownPlace(to, state.cwd, text) : to);
  }
  return NO_STREAM;
}

/** `cd "$X"` goes anywhere; `cd /tmp/$X` stays below /tmp. */
function unknownPlace(to: string, cwd: string | undefined, text: string): string | undefined {
  if (to.startsWith(DYNAMIC)) return undefined;
  const known = to.slice(0, to.indexOf(DYNAMIC));
  return text.startsWith(DYNAMIC) && cwd !== undefined && known.startsWith(cwd) ? undefined : to;
}

/** `command -v rm` prints the program's name or place: close enough to the name itself. */
function named(run: Invocation) {
  return textStream(`${texts(run.operands).join("\n")}\n`);
}

function pastCommands(run: Invocation): Stream {
  const file = { text: "~/.bash_history", quoted: false, glob: false, taint: CLEAN, span: run.span };
  return opaqueStream({ ...CLEAN, files: [run.path(file)] });
}
