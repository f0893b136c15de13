import { DYNAMIC } from "../../model/effect.ts";
import { words } from "../../words.ts";
import { interpretCode } from "../code/languages.ts";
import { type Draft, emit, overLimit } from "../context.ts";
import { MAX_NESTING, MAX_SCRIPT_FILE } from "../limits.ts";
import { placed } from "../paths/placed.ts";
import { dangerousVariable } from "../shell/assign.ts";
import { Bindings } from "../shell/bindings.ts";
import { changedState } from "../shell/changes.ts";
import { runFields, stateSource } from "../shell/command.ts";
import { nestedFrame } from "../shell/frame.ts";
import { runShellText } from "../shell/script.ts";
import { type ShellState, subshell } from "../shell/state.ts";
import {
  CLEAN,
  type Field,
  joinTaint,
  NO_STREAM,
  opaqueStream,
  type Stream,
  scalar,
  type Taint,
  textStream,
} from "../shell/value.ts";
import { parseArguments } from "./options.ts";
import type { CodeOrigin, CommandChanges, Invocation, Program } from "./program.ts";
import type { Launch } from "./run.ts";

/** Programs made for other work, in which a shell can be had. gtfobins.github.io, "Shell". */
const SHELL_HOSTS = new Set(
  words(
    "awk sed ed vim find fd tar cpio zip unzip split python node deno bun ruby php perl lua groovy julia cat man gdb lldb psql mysql sqlite3 expect tclsh ftp sftp ssh rsync scp git gcc apt-get apt dpkg nmap tcpdump",
  ),
);

export function newInvocation(program: Program, name: string, args: readonly Field[], launch: Launch): Invocation {
  const { runner, state, span } = launch;
  const { context, frame } = runner;
  const parsed = parseArguments(args, program);
  const by = program.names[0] ?? name;
  const tooDeep = () =>
    overLimit(context, "limit-nesting", `more than ${MAX_NESTING} shells inside shells`, { by, span });
  const names = (list: readonly string[]) => list.map((option) => parsed.canonical(option.replace(/^-+/, "")));
  const invocation: Invocation = {
    program: by,
    name,
    args,
    parsed,
    operands: parsed.operands,
    stdin: launch.stdin,
    span,
    context,
    state,
    frame,
    has: (...list) => names(list).some((option) => parsed.options.has(option)),
    value: (...list) =>
      names(list)
        .flatMap((option) => parsed.options.get(option) ?? [])
        .filter((value) => value !== undefined)
        .at(-1),
    values: (...list) =>
      names(list)
        .flatMap((option) => parsed.options.get(option) ?? [])
        .filter((value) => value !== undefined),
    path: (field, options) =>
      placed(field.text, state.cwd, context, {
        glob: field.glob,
        followLast: options?.link !== true,
        links: state.links,
        where: state.where,
      }),
    emit: (draft: Draft) => emit(context, asCopied(draft, state), { ...stateSource(state, by), span }),
    shell: (text, how) => shellText(text, how, launch, by),
    command: (fields, changes = {}) => {
      if (frame.depth > MAX_NESTING) {
        tooDeep();
        return opaqueStream();
      }
      noteVariables(changes, launch, by);
      const own = SHELL_HOSTS.has(by) ? subshell(state, { hostedBy: by }) : state;
      return runFields(fields, own, launch.stdin, runner, span, launch.socket, changes);
    },
    code: (language, text, how) => {
      if (language === "sh") return shellText(text ?? DYNAMIC, how, launch, by);
      emitCode(language, text, how, launch, by);
      const changes = scriptChanges(how, state);
      const runs =
        changes === undefined
          ? invocation
          : newInvocation(program, name, args, { ...launch, state: changedState(state, changes) });
      if (text !== undefined && frame.depth > MAX_NESTING) tooDeep();
      const printed =
        text !== undefined && frame.depth <= MAX_NESTING ? interpretCode(language, text, runs, how) : undefined;
      return printed ?? opaqueStream(joinTaint(launch.stdin.taint, how.stream?.taint ?? CLEAN));
    },
    readFile: (target) => {
      const written = state.files.get(target.path) ?? state.files.get(target.raw);
      if (written !== undefined) return written;
      if (state.where !== "local" || target.path.includes(DYNAMIC)) return undefined;
      const text = context.world.readText(target.path, MAX_SCRIPT_FILE);
      return text === undefined ? undefined : textStream(text, { ...CLEAN, files: [target] });
    },
  };
  return invocation;
}

function emitCode(language: string, text: string | undefined, how: CodeOrigin, launch: Launch, by: string): void {
  const remote = how.stream?.taint.remote;
  const decoded = how.stream?.taint.decoded === true;
  const source = remote !== undefined ? "remote" : decoded ? "decoded" : how.source;
  const known = text !== undefined && !text.includes(DYNAMIC);
  emit(
    launch.runner.context,
    {
      kind: "run-code",
      language,
      source,
      ...(text === undefined ? {} : { text }),
      ...(remote === undefined ? {} : { host: remote }),
      ...(how.target === undefined ? {} : { target: how.target }),
      certainty: known ? "known" : "dynamic",
    },
    { ...stateSource(launch.state, by), span: how.span ?? launch.span },
  );
}

function noteVariables({ elevated, variables = [] }: CommandChanges, { state, runner }: Launch, by: string): void {
  for (const { text, taint, span } of variables) {
    const at = text.indexOf("=");
    const source = { ...stateSource(state, by), elevated: state.elevated || elevated === true, span };
    dangerousVariable(text.slice(0, at), scalar(text.slice(at + 1), taint), runner.context, source);
  }
}

function shellText(text: string, how: CodeOrigin, launch: Launch, by: string): Stream {
  const { runner, state } = launch;
  const opaque = text === DYNAMIC;
  emitCode("sh", opaque ? undefined : text, how, launch, by);
  if (opaque) return opaqueStream(launch.stdin.taint);
  const changes = scriptChanges(how, state) ?? {};
  noteVariables(changes, launch, by);
  const inner =
    how.inPlace === true
      ? state
      : subshell(changedState(state, changes), {
          functions: new Bindings(),
          aliases: new Bindings(),
          positional: how.positional ?? [],
          filled: filledWith(how.stream?.taint),
          ...(SHELL_HOSTS.has(by) ? { hostedBy: by } : {}),
        });
  if (how.target !== undefined) nameScript(inner, how.target.path, how.inPlace === true);
  if (how.zero !== undefined) inner.variables.set("0", scalar(how.zero));
  if (how.stream?.taint.decoded === true && !inner.tags.includes("encoded")) {
    const encoded = subshell(inner, { tags: [...inner.tags, "encoded"] });
    return runShellText(
      text,
      nestedFrame(runner.context.text, text, how.span ?? launch.span, runner.frame.depth + 1),
      encoded,
      runner.context,
      changes.stdin ?? launch.stdin,
    );
  }
  return runShellText(
    text,
    nestedFrame(runner.context.text, text, how.span ?? launch.span, runner.frame.depth + 1),
    inner,
    runner.context,
    changes.stdin ?? (how.source === "stdin" ? NO_STREAM : launch.stdin),
  );
}

/** What is read from a file that this call filled from another is what that one holds: `cp .env x; cat x`. */
function asCopied(draft: Draft, { files }: ShellState): Draft {
  if (draft.kind !== "read" || !/^(?:content|search)$/.test(draft.how)) return draft;
  const sources = files.get(draft.target.path)?.taint.files ?? [];
  if (sources.length === 0) return draft;
  const classes = [...draft.target.classes, ...sources.flatMap((source) => source.classes)];
  return { ...draft, target: { ...draft.target, classes: [...new Set(classes)] } };
}

/** Of what code makes a line of, files and secrets are told once they are sent. */
function filledWith(taint: Taint = CLEAN): Taint {
  return taint.files.length === 0 && !taint.environment ? CLEAN : { ...taint, remote: undefined, decoded: false };
}

/** What the project's own script does where it does not know: the person has it run every day. What the call wrote itself is not the project's. */
function scriptChanges({ source, target, changes }: CodeOrigin, state: ShellState): CommandChanges | undefined {
  const own = source === "file" && target !== undefined && /^(?:workspace|build-output)$/.test(target.scope);
  if (!own || state.files.has(target.path) || state.files.has(target.raw)) return changes;
  return { ...changes, tags: [...(changes?.tags ?? []), "own-script"] };
}

/** A script knows its own file: `cd "$(dirname "$0")/.."`. */
function nameScript(state: ShellState, path: string, inPlace: boolean): void {
  state.variables.set("BASH_SOURCE", scalar(path));
  if (!inPlace) state.variables.set("0", scalar(path));
}
