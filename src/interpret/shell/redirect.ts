import { DYNAMIC, type Span } from "../../model/effect.ts";
import { emit } from "../context.ts";
import { hostTarget } from "../hosts.ts";
import { placed } from "../paths/placed.ts";
import type { Runner } from "./command.ts";
import { stateSource } from "./command.ts";
import { concat } from "./compound.ts";
import type { HereDoc, Redirection } from "./parse.ts";
import type { ShellState } from "./state.ts";
import { CLEAN, type Field, NO_STREAM, opaqueStream, type Stream, textStream } from "./value.ts";
import { expandText, expandToOne } from "./words.ts";

export interface Redirections {
  readonly stdin: Stream;
  /** Sends what was printed where it goes; gives what is left on stdout. */
  finish(printed: Stream): Stream;
  /** Both directions are tied to a socket. */
  readonly socket: string | undefined;
}

const SOCKET = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/;

/** Applies redirections in order (bash manual 3.6): what is opened is an effect, what is read becomes stdin. */
export function applyRedirections(
  list: readonly Redirection[],
  state: ShellState,
  stdin: Stream,
  runner: Runner,
): Redirections {
  let input = stdin;
  let socket: string | undefined;
  const outputs: { field: Field; append: boolean; fd: number }[] = [];
  const sockets: string[] = [];
  for (const redirection of list) {
    const span = runner.frame.span(redirection.pos, redirection.end);
    const fd = redirection.descriptor?.type === "FileDescriptor" ? redirection.descriptor.value : undefined;
    if (redirection.type === "HereDoc") {
      if ((fd ?? 0) === 0) input = hereDocument(redirection, state, stdin, runner, span);
      continue;
    }
    if (redirection.target === undefined) continue;
    const field = expandToOne(redirection.target, runner.expander(state, stdin));
    if (redirection.type === "HereString") {
      if ((fd ?? 0) === 0) input = textStream(`${field.text}\n`, field.taint);
      continue;
    }
    const address = SOCKET.exec(field.text);
    if (address !== null) {
      const [, , host = "", port = ""] = address;
      socket = `${host}:${port}`;
      connect(host, span, state, runner);
      const received = opaqueStream({ ...CLEAN, remote: hostTarget(host) });
      if (redirection.operator.startsWith("<") && (fd ?? 0) === 0) input = received;
      if (redirection.operator.includes(">")) sockets.push(host);
      // `exec 5<>/dev/tcp/…`: later commands reach the socket by its descriptor.
      if (fd !== undefined && fd > 2) state.files.set(descriptor(fd), { ...received, text: undefined });
      continue;
    }
    const duplicated = /^[<>]&$/.test(redirection.operator) ? state.files.get(descriptor(field.text)) : undefined;
    if (duplicated?.taint.remote !== undefined) {
      socket = duplicated.taint.remote.host;
      if (redirection.operator === "<&" && (fd ?? 0) === 0) input = duplicated;
      if (redirection.operator === ">&" && (fd ?? 1) === 1) sockets.push(duplicated.taint.remote.host);
      continue;
    }
    switch (redirection.operator) {
      case "<":
        if ((fd ?? 0) === 0) input = readFrom(field, state, span, runner);
        else readFrom(field, state, span, runner);
        break;
      case "<>":
        input = readFrom(field, state, span, runner);
        break;
      case "<&":
        break;
      case ">&":
        // `2>&1` duplicates; `>& file` writes.
        if (/^(?:\d+|-|\d+-)$/.test(field.text)) break;
        outputs.push({ field, append: false, fd: 1 });
        break;
      default:
        outputs.push({
          field,
          append: redirection.operator.includes(">>"),
          fd: redirection.operator.startsWith("&") ? 1 : (fd ?? 1),
        });
    }
  }
  return {
    stdin: input,
    socket,
    finish(printed) {
      let rest = printed;
      for (const output of outputs) {
        writeTo(output.field, output.append, output.fd === 1 ? printed : NO_STREAM, state, runner);
        if (output.fd === 1) rest = NO_STREAM;
      }
      for (const host of sockets) sendTo(host, printed, state, runner);
      return sockets.length > 0 ? NO_STREAM : rest;
    },
  };
}

function connect(host: string, span: Span, state: ShellState, runner: Runner): void {
  emit(
    runner.context,
    { kind: "network", action: "connect", target: hostTarget(host) },
    { ...stateSource(state, "shell"), span },
  );
}

function descriptor(fd: number | string): string {
  return `&${fd}`;
}

/** What is printed into a socket leaves. */
function sendTo(host: string, printed: Stream, state: ShellState, runner: Runner): void {
  if (printed.empty) return;
  const { environment, output } = printed.taint;
  const files = [...new Map(printed.taint.files.map((file) => [file.path, file])).values()];
  const data =
    environment && output ? "environment" : files.length > 0 ? "file" : printed.text === undefined ? "output" : "text";
  const text = printed.text === undefined || printed.text.includes(DYNAMIC) ? {} : { text: printed.text };
  emit(
    runner.context,
    { kind: "send", target: hostTarget(host), data, files, method: "tcp", ...text },
    { ...stateSource(state, "shell"), span: runner.frame.span(0, runner.frame.source.length) },
  );
}

function hereDocument(node: HereDoc, state: ShellState, stdin: Stream, runner: Runner, span: Span): Stream {
  const strip = (text: string) => (node.operator === "<<-" ? text.replace(/^\t+/gm, "") : text);
  const parts = node.body.parts;
  if (node.delimiter?.quoted === true || parts === undefined) return textStream(strip(node.body.text));
  const field = expandText(parts, runner.expander(state, stdin), span);
  return textStream(strip(field.text), field.taint);
}

function readFrom(field: Field, state: ShellState, span: Span, runner: Runner): Stream {
  const written = state.files.get(field.text);
  if (written !== undefined) return written;
  const target = placed(field.text, state.cwd, runner.context, {
    glob: field.glob,
    links: state.links,
    where: state.where,
  });
  if (target.scope !== "null")
    emit(
      runner.context,
      { kind: "read", target, recursive: false, how: "content" },
      { ...stateSource(state, "shell"), span },
    );
  const known = state.files.get(target.path);
  if (known !== undefined) return known;
  return { text: undefined, taint: { ...CLEAN, files: target.scope === "null" ? [] : [target] }, empty: false };
}

/** An emptied file, and one that is given the whole environment, are told apart from other writes. */
function tagged(printed: Stream, append: boolean): { readonly tags?: readonly string[] } {
  if (printed.empty) return append ? {} : { tags: ["empty"] };
  const { environment, output } = printed.taint;
  return environment && output && printed.text === undefined ? { tags: ["environment"] } : {};
}

function writeTo(field: Field, append: boolean, printed: Stream, state: ShellState, runner: Runner): void {
  const target = placed(field.text, state.cwd, runner.context, {
    glob: field.glob,
    links: state.links,
    where: state.where,
  });
  if (target.scope === "null") return;
  const content = printed.empty ? (append ? undefined : "") : printed.text;
  emit(
    runner.context,
    {
      kind: "write",
      target,
      how: append ? "append" : "truncate",
      ...(content === undefined ? {} : { content }),
      ...tagged(printed, append),
    },
    { ...stateSource(state, "shell"), span: field.span },
  );
  const before = append ? state.files.get(target.path) : undefined;
  const nothing = textStream("", printed.taint);
  state.files.set(target.path, concat(before ?? NO_STREAM, printed.empty ? nothing : printed));
}
