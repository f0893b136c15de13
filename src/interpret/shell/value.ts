import { DYNAMIC, type HostTarget, type PathTarget, type Span } from "../../model/effect.ts";
import { MAX_KNOWN_TEXT } from "../limits.ts";

/** Where text comes from, as far as rules must know it once the text is run, written or sent. */
export interface Taint {
  /** Files whose content it holds. */
  readonly files: readonly PathTarget[];
  /** The host that it was fetched from. */
  readonly remote: HostTarget | undefined;
  /** It went through a decoder (base64 -d, xxd -r, gunzip …). */
  readonly decoded: boolean;
  /** It holds the environment, or a variable whose name says secret. */
  readonly environment: boolean;
  /** It holds what other programs printed. */
  readonly output: boolean;
  /** Secrets were looked for in it: what is left of the environment holds them. */
  readonly picked?: boolean;
  /** Only some of what was printed: lines that a pattern chose. */
  readonly narrowed?: boolean;
  /** Names of secret variables whose values it holds. */
  readonly secrets?: readonly string[];
}

export const CLEAN: Taint = { files: [], remote: undefined, decoded: false, environment: false, output: false };

export function joinTaint(a: Taint, b: Taint): Taint {
  if (a === CLEAN) return b;
  if (b === CLEAN) return a;
  return {
    files: a.files === b.files || b.files.length === 0 ? a.files : [...a.files, ...b.files].slice(0, 32),
    remote: a.remote ?? b.remote,
    decoded: a.decoded || b.decoded,
    environment: a.environment || b.environment,
    output: a.output || b.output,
    ...(a.picked === true || b.picked === true ? { picked: true } : {}),
    ...(a.secrets || b.secrets ? { secrets: [...(a.secrets ?? []), ...(b.secrets ?? [])].slice(0, 8) } : {}),
  };
}

/** One argument after all expansions. */
export interface Field {
  readonly text: string;
  /** Part of it was quoted: it stays even when empty. */
  readonly quoted: boolean;
  /** It holds an unquoted `*`, `?` or `[`. */
  readonly glob: boolean;
  readonly taint: Taint;
  readonly span: Span;
}

/** What a program reads or prints. `text` is undefined where it is not known at all. */
export interface Stream {
  readonly text: string | undefined;
  readonly taint: Taint;
  /** Nothing is connected: the terminal, or an earlier stage that prints nothing. */
  readonly empty: boolean;
}

export const NO_STREAM: Stream = { text: undefined, taint: CLEAN, empty: true };

export function textStream(text: string, taint: Taint = CLEAN): Stream {
  return { text: text.length > MAX_KNOWN_TEXT ? undefined : text, taint, empty: false };
}

export function opaqueStream(taint: Taint = CLEAN): Stream {
  return { text: undefined, taint: taint.output ? taint : { ...taint, output: true }, empty: false };
}

export interface Variable {
  /** scalar has one value; array several; any-of is one of several (a loop's variable, a branch's outcome). */
  readonly kind: "scalar" | "array" | "any-of";
  readonly values: readonly string[];
  readonly taint: Taint;
}

/** The value of a scalar, the first of several; "" where a list is empty. */
export function firstValue(variable: Variable): string {
  return variable.values[0] ?? "";
}

export function scalar(value: string, taint: Taint = CLEAN): Variable {
  return { kind: "scalar", values: [bounded(value)], taint };
}

/** A text that doubles again and again is not followed. */
export function bounded(text: string): string {
  return text.length > MAX_KNOWN_TEXT ? DYNAMIC : text;
}
