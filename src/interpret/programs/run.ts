import { DYNAMIC, type Span } from "../../model/effect.ts";
import { emit, spend } from "../context.ts";
import { placed } from "../paths/placed.ts";
import type { Runner } from "../shell/command.ts";
import { runFields, stateSource } from "../shell/command.ts";
import { glob } from "../shell/pattern.ts";
import { type ShellState, subshell } from "../shell/state.ts";
import { CLEAN, type Field, joinTaint, opaqueStream, type Stream } from "../shell/value.ts";
import { performActs, useOperands } from "./acts.ts";
import { newInvocation } from "./invocation.ts";
import type { Invocation, Program } from "./program.ts";
import { findProgram, programNames } from "./registry.ts";
import { runScriptFile } from "./script-file.ts";
import { isToken } from "./tokens.ts";

export interface Launch {
  readonly state: ShellState;
  readonly stdin: Stream;
  readonly runner: Runner;
  readonly span: Span;
  /** The command's input and output are tied to this socket (`/dev/tcp`). */
  readonly socket: string | undefined;
}

/** Name by which a program is known: no folder, no `.exe`, folded where the volume folds case. */
export function programName(text: string, foldsCase: boolean): string {
  const base = text
    .slice(Math.max(text.lastIndexOf("/"), text.lastIndexOf("\\")) + 1)
    .replace(/\.(?:exe|cmd|bat|com)$/i, "");
  return foldsCase ? base.toLowerCase() : base;
}

/** Runs one program with its arguments; what it prints comes back. */
export function runProgram(first: Field, args: readonly Field[], launch: Launch): Stream {
  const { runner, state } = launch;
  const { context } = runner;
  // Each wrapper hands all of its arguments on.
  if (!spend(context, 1 + (args.length >> 3))) return opaqueStream();
  const name = programName(first.text, context.world.foldsCase);
  if (first.glob && /[*?[]/.test(name) && name !== "[" && name !== "[[") return runGlobbed(first, name, args, launch);
  const program = findProgram(name);
  const started = context.effects.length;
  const source = { ...stateSource(state, program?.names[0] ?? name), span: launch.span };
  const target = first.text.includes("/")
    ? placed(first.text, state.cwd, context, { links: state.links, where: state.where })
    : undefined;
  const dynamic = name.includes(DYNAMIC);
  emit(
    context,
    {
      kind: "execute",
      program: dynamic ? DYNAMIC : (program?.names[0] ?? name),
      args: args.map((field) => field.text),
      ...(target === undefined ? {} : { target }),
      certainty: dynamic ? "dynamic" : program === undefined ? "unknown" : "known",
    },
    source,
  );
  if (launch.socket !== undefined && isShell(name)) {
    emit(context, { kind: "network", action: "reverse-shell" }, source);
  }
  if (dynamic) {
    emit(
      context,
      {
        kind: "unknown",
        reason: "dynamic-program",
        detail: [first, ...args]
          .map((field) => field.text)
          .join(" ")
          .slice(0, 200),
        certainty: "dynamic",
      },
      source,
    );
    if (first.taint.remote !== undefined || first.taint.decoded) {
      emit(
        context,
        {
          kind: "run-code",
          language: "sh",
          source: first.taint.remote === undefined ? "decoded" : "remote",
          certainty: "dynamic",
        },
        source,
      );
    }
    maybeCommand(args, launch);
    return opaqueStream(launch.stdin.taint);
  }
  const declared = context.wrappers.includes(name);
  if (program === undefined) {
    if (declared)
      return runFields(
        args.filter((field, index) => index > 0 || !field.text.startsWith("-")),
        state,
        launch.stdin,
        runner,
        launch.span,
      );
    if (target !== undefined) runScriptFile(newInvocation({ names: [name] }, name, args, launch), target, args);
    else maybeCommand(args, launch);
    return withTaint(opaqueStream(launch.stdin.taint), launch, started);
  }
  const invocation = newInvocation(program, name, args, launch);
  if (target !== undefined && (target.scope === "workspace" || target.scope === "temp" || state.files.has(target.path)))
    runScriptFile(invocation, target, args, true);
  const printed = performs(program, invocation) ? perform(program, invocation) : undefined;
  return withTaint(printed ?? opaqueStream(launch.stdin.taint), launch, started);
}

/** `--help` and `--version` only inform; a row names further options with which nothing is done. */
function performs(program: Program, invocation: Invocation): boolean {
  if (program.style === "none" || program.inert === true || program.wraps !== undefined) return true;
  // A `--version` with a value chooses one (helm, confluent) and does not inform.
  const informs = invocation.has("help") || (invocation.has("version") && invocation.value("version") === undefined);
  if (informs && program.style !== "posix") return false;
  const dry =
    program.dryRun === undefined ? [] : typeof program.dryRun === "string" ? [program.dryRun] : program.dryRun;
  return dry.length === 0 || !invocation.has(...dry);
}

function perform(program: Program, invocation: Invocation): Stream | undefined {
  useOperands(program, invocation);
  performActs(program, invocation);
  const printed = program.run?.(invocation);
  if (program.wraps === undefined) return printed;
  return runWrapped(program, invocation) ?? printed;
}

function runWrapped(program: Program, { operands, command }: Invocation): Stream | undefined {
  const words = operands.slice(program.skip ?? 0);
  const at = program.assigns === true ? words.findIndex((field) => !/^[A-Za-z_]\w*=/.test(field.text)) : 0;
  if (at < 0 || words.length === 0) return undefined;
  const changes = program.wraps === true || program.wraps === undefined ? {} : program.wraps;
  const variables = at === 0 ? {} : { variables: words.slice(0, at) };
  return command(words.slice(at), { external: true, ...changes, ...variables });
}

function isShell(name: string): boolean {
  return /^(?:ba|z|da|k|c|tc|fi|a)?sh$/.test(name);
}

/** A globbed program name (`/bin/r?`) is each program that it could name. */
function runGlobbed(first: Field, name: string, args: readonly Field[], launch: Launch): Stream {
  const test = glob(name);
  const matches = programNames()
    .filter((known) => test(known))
    .slice(0, 8);
  const { context } = launch.runner;
  emit(
    context,
    { kind: "unknown", reason: "dynamic-program", detail: first.text, certainty: "dynamic" },
    { ...stateSource(launch.state, name), span: launch.span },
  );
  let printed: Stream = opaqueStream(launch.stdin.taint);
  for (const match of matches) {
    printed = runProgram({ ...first, text: match, glob: false }, args, { ...launch, state: subshell(launch.state) });
  }
  return printed;
}

/** After an unknown program another command may follow (`rtk git reset --hard`). */
function maybeCommand(args: readonly Field[], launch: Launch): void {
  let at = args.findIndex((field) => field.text === "--");
  if (at >= 0) at += 1;
  else at = args.findIndex((field) => !field.text.startsWith("-"));
  const candidate = at < 0 ? undefined : args[at];
  if (candidate === undefined) return;
  if (/^(?:run|exec|shell|with|do)$/.test(candidate.text)) {
    maybeCommand(args.slice(at + 1), launch);
    return;
  }
  const program = findProgram(programName(candidate.text, launch.runner.context.world.foldsCase));
  if (program === undefined || program.commonWord === true || program.inert === true || candidate.text.includes("."))
    return;
  runFields(
    args.slice(at),
    subshell(launch.state, { tags: [...launch.state.tags, "maybe"] }),
    launch.stdin,
    launch.runner,
    launch.span,
    undefined,
    { external: true },
  );
}

/** What a program prints holds what it read and fetched. */
function withTaint(printed: Stream, launch: Launch, from: number): Stream {
  if (printed.empty) return printed;
  let taint = printed.taint;
  let token = false;
  const captured = launch.state.tags.includes("captured");
  for (const effect of launch.runner.context.effects.slice(from)) {
    // What only a substitution inside saw is not printed here, unless it is in `printed` already.
    if (effect.tags.includes("captured") && !captured) continue;
    if (effect.kind === "read" && (effect.how === "content" || effect.how === "search"))
      taint = joinTaint(taint, { ...CLEAN, files: [effect.target] });
    else if (effect.kind === "fetch") taint = joinTaint(taint, { ...CLEAN, remote: effect.target });
    else if (
      (effect.kind === "environment" && effect.action === "show") ||
      (effect.kind === "cloud" && effect.action === "read-secret")
    )
      taint = joinTaint(taint, { ...CLEAN, environment: true });
    if (isToken(effect)) token = true;
  }
  if (token) return { text: DYNAMIC, taint: { ...taint, environment: true, output: false }, empty: false };
  return taint === printed.taint ? printed : { ...printed, taint };
}
