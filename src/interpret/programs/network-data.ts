import { DYNAMIC, type HostTarget, type PathTarget } from "../../model/effect.ts";
import { hostTarget } from "../hosts.ts";
import { baseName } from "../paths/normalise.ts";
import { CLEAN, type Field, joinTaint, opaqueStream, type Stream, type Taint } from "../shell/value.ts";
import { belongs } from "./network-owners.ts";
import type { Invocation } from "./program.ts";
import { orEmpty } from "./text-of.ts";

/** What a program is about to send, collected from its options before the one effect is written. */
export interface Outgoing {
  readonly taint: Taint;
  readonly text: string | undefined;
}

/** Whoever connects. */
export const ANYONE: HostTarget = { raw: "", host: "*", classes: ["anyone"] };

export function join(parts: readonly Outgoing[]): Outgoing {
  const texts = parts.map((part) => part.text).filter((text) => text !== undefined);
  return {
    taint: parts.reduce((taint, part) => joinTaint(taint, part.taint), CLEAN),
    text: texts.length === 0 ? undefined : texts.join("&"),
  };
}

export function ofField(field: Field, text = field.text): Outgoing {
  return { taint: field.taint, text };
}

export function ofStream(stream: Stream): Outgoing {
  return { taint: stream.taint, text: stream.text };
}

/** A file's content; where the call wrote the file itself, also what that came from. */
export function ofFile(run: Invocation, field: Field, name = field.text): Outgoing {
  if (name === "-" || name === "." || name === "/dev/stdin") return ofStream(run.stdin);
  const target = run.path({ ...field, text: name });
  const written = run.state.files.get(target.path) ?? run.state.files.get(name);
  if (name.startsWith("/dev/fd/") && written !== undefined) return ofStream(written);
  const taint = written?.taint ?? CLEAN;
  return { taint: { ...taint, files: [...taint.files, target] }, text: written?.text };
}

const NAMES_A_SECRET =
  /\$\{?(\w*(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|KEY|CREDENTIALS?|AUTH|DSN|DATABASE_URL|CONNECTION_STRING)\w*)/gi;

function secretsNamed(run: Invocation): readonly string[] {
  const source = run.context.text.slice(run.span.start, run.span.end);
  return [...source.matchAll(NAMES_A_SECRET)].map((match) => orEmpty(match[1]));
}

/** Writes down that something leaves; gives false where there is nothing to send. */
export function send(
  run: Invocation,
  target: HostTarget,
  what: Outgoing,
  method: string,
  tags: readonly string[] = [],
): boolean {
  const { taint, text } = what;
  const files: readonly PathTarget[] = [...new Map(taint.files.map((file) => [file.path, file])).values()];
  const dump = taint.environment && taint.output;
  const secret = taint.environment && !taint.output;
  const known = text === undefined || text.includes(DYNAMIC) ? undefined : text;
  run.emit({
    kind: "send",
    target,
    data: dump
      ? "environment"
      : files.length > 0
        ? "file"
        : taint.output
          ? "output"
          : text === undefined
            ? "unknown"
            : "text",
    files,
    method,
    ...(known === undefined ? {} : { text: known }),
    tags: [...tags, ...(secret && !belongs(taint.secrets ?? secretsNamed(run), target) ? ["secret-variable"] : [])],
    certainty: target.host.includes(DYNAMIC) ? "dynamic" : "known",
  });
  return true;
}

export function hasData(what: Outgoing): boolean {
  return what.text !== undefined || what.taint.files.length > 0 || what.taint.output || what.taint.environment;
}

/** Writes down that something is fetched; what is printed then comes from there. */
export function fetch(run: Invocation, target: HostTarget, method = "GET", tags: readonly string[] = []): Stream {
  run.emit({
    kind: "fetch",
    target,
    method,
    tags,
    certainty: target.host.includes(DYNAMIC) ? "dynamic" : "known",
  });
  return fetched(target);
}

export function fetched(target: HostTarget): Stream {
  return opaqueStream({ ...CLEAN, remote: target });
}

/** What was fetched lands in a file: a later run of that file is a run of remote code. */
export function download(run: Invocation, to: Field, stream: Stream): void {
  const target = run.path(to);
  if (target.scope === "null") return;
  run.emit({ kind: "write", target, how: "truncate", tags: ["downloaded"] });
  run.state.files.set(target.path, { ...stream, text: undefined });
}

/** The field with another text, for a name that the program makes up itself. */
export function named(field: Field, text: string): Field {
  return { ...field, text, glob: false };
}

/** The file that a URL is saved as by default. */
export function urlFileName(url: string, fallback: string): string {
  const path = orEmpty(url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").split(/[?#]/, 1)[0]);
  const name = path.includes("/") ? baseName(path) : "";
  return name === "" || name === "/" ? fallback : name;
}

const FILE_URL = /^file:\/\/(?:localhost)?(\/.*)$/i;

/** `file://` reads a local file. */
export function readFileUrl(run: Invocation, field: Field): Stream | undefined {
  const path = FILE_URL.exec(field.text)?.[1];
  if (path === undefined) return undefined;
  const target = run.path(named(field, percentDecoded(path)));
  run.emit({ kind: "read", target, recursive: false, how: "content" });
  return opaqueStream({ ...CLEAN, files: [target] });
}

function percentDecoded(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/**
 * What a request's URL carries beyond its address: data put into the query, the path or a host label.
 * `https://host/$VERSION` is no data; what a file, a secret or another program gave is.
 */
export function urlCarries(run: Invocation, field: Field): Outgoing | undefined {
  const { taint, text } = field;
  const authority = orEmpty(/^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)/i.exec(text)?.[1]);
  // The whole address comes from a file or a program: where to go, not what to tell.
  if (authority === DYNAMIC || text.startsWith(DYNAMIC)) return undefined;
  // A password before the host signs in there.
  const bare = text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@?#]*@/i, "$1");
  if (taint.files.length > 0 || (taint.environment && bare.includes(DYNAMIC))) return { taint, text: undefined };
  // A version or a name that another program printed is an ordinary part of a path.
  const written = run.context.text.slice(field.span.start, field.span.end);
  const inQuery = taint.output ? /\?.*\uFFFC/.test(withoutUser(run, text)) : /\?[^#\s]*(?:\$\(|`)/.test(written);
  const inLabel = taint.output && /^[^.]*\uFFFC[^.]*\.[^\uFFFC]+$/.test(withoutUser(run, authority));
  return inQuery || inLabel ? { taint: { ...taint, output: true }, text: undefined } : undefined;
}

/** `$(whoami)` is known text, yet something that a program printed: at the front of a name, or as a value. */
export function withoutUser(run: Invocation, text: string): string {
  const { user } = run.context.world;
  if (user === undefined) return text;
  return text.startsWith(user) ? DYNAMIC + text.slice(user.length) : text.replaceAll(`=${user}`, `=${DYNAMIC}`);
}

/** The host among the operands: the first that looks like a name or an address. */
export function addressed(run: Invocation): { readonly target?: HostTarget } {
  const host =
    run.operands.find((field) => /[.:\uFFFC]|^localhost/.test(field.text) || /^\d+$/.test(field.text)) ??
    run.operands.at(-1);
  return host === undefined ? {} : { target: hostTarget(host.text.replace(/\/\d+$/, "")) };
}

/** What is printed after one another, by several requests. */
export function mixed(before: Stream | undefined, stream: Stream): Stream {
  return before === undefined ? stream : { ...before, taint: joinTaint(before.taint, stream.taint) };
}
