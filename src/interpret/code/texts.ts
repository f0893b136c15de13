import { Buffer } from "node:buffer";
import { DYNAMIC } from "../../model/effect.ts";
import { joinTaint, type Taint } from "../shell/value.ts";
import { asText, concat, eachText, firstText, MAX_TEXT, type TextValue, text, texts } from "./value.ts";

/** A change of a text that is known whole; what holds unknown parts stays unknown. */
export function changed(value: TextValue, change: (one: string) => string): TextValue {
  return texts(
    eachText(value.texts, (one) => (one.includes(DYNAMIC) ? DYNAMIC : attempt(() => change(one)))),
    value,
  );
}

/** As `changed`, for changes that leave unknown parts where they are (replace, upper case). */
export function changedAround(value: TextValue, change: (one: string) => string): TextValue {
  return texts(
    eachText(value.texts, (one) => attempt(() => change(one))),
    value,
  );
}

function attempt(change: () => string): string {
  try {
    return change();
  } catch {
    return DYNAMIC;
  }
}

export function decode(value: TextValue, encoding: string): TextValue {
  const decoder = DECODERS[encoding.toLowerCase().replace(/[-_]/g, "")];
  if (decoder === undefined) return value;
  return { ...changed(value, decoder), taint: { ...value.taint, decoded: true } };
}

/** Reversible spellings of a text. Bytes become the characters of UTF-8, or of Latin-1 where they are not UTF-8. */
const DECODERS: Readonly<Record<string, (one: string) => string>> = {
  base64: (one) => fromBytes(Buffer.from(one.replace(/\s/g, ""), "base64")),
  base64url: (one) => fromBytes(Buffer.from(one, "base64url")),
  hex: (one) => fromBytes(Buffer.from(one.replace(/\s/g, ""), "hex")),
  rot13: (one) => one.replace(/[a-z]/gi, (c) => shifted(c)),
  url: (one) => decodeURIComponent(one.replace(/\+/g, "%20")),
  base32: (one) => fromBytes(base32(one)),
  quopri: (one) => one.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
};

function fromBytes(bytes: Buffer): string {
  const utf8 = bytes.toString("utf8");
  return utf8.includes("\uFFFD") ? bytes.toString("latin1") : utf8;
}

function shifted(c: string): string {
  const base = c <= "Z" ? 65 : 97;
  return String.fromCharCode(((c.charCodeAt(0) - base + 13) % 26) + base);
}

function base32(one: string): Buffer {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const c of one.replace(/=+$/, "")) {
    bits = ((bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c)) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return Buffer.from(bytes);
}

/** `"%s/%s" % (a, b)`, sprintf. */
export function formatPercent(format: string, args: readonly TextValue[]): string {
  let next = 0;
  return format.replace(
    /%(?:%|\((\w+)\)[a-z]|[-+ #0]*\d*(?:\.\d+)?l?([a-zA-Z]))/g,
    (whole: string, name: string | undefined, letter: string | undefined) => {
      if (whole === "%%") return "%";
      if (name !== undefined) return DYNAMIC;
      const value = firstText(args[next++]);
      if (letter === "c" && /^\d+$/.test(value)) return String.fromCharCode(Number(value));
      if (letter === "r") return `'${value.replace(/[\\']/g, "\\$&")}'`;
      if (letter === "x" && /^\d+$/.test(value)) return Number(value).toString(16);
      return value;
    },
  );
}

/** `"{}/{0}/{name}".format(…)` */
export function formatBraces(format: string, args: readonly TextValue[], named: (name: string) => TextValue): string {
  let next = 0;
  return format.replace(/\{\{|\}\}|\{(\w*)[^{}]*\}/g, (whole: string, name: string | undefined) => {
    if (name === undefined) return whole.charAt(0);
    const value = name === "" ? args[next++] : /^\d+$/.test(name) ? args[Number(name)] : named(name);
    return firstText(value);
  });
}

/** Joins as os.path.join does: an absolute part starts anew. */
export function joinPath([first = text(""), ...others]: readonly TextValue[]): TextValue {
  let out = first;
  for (const part of others) {
    const absolute = part.texts.every((one) => one.startsWith("/"));
    out = absolute ? { ...part, wild: part.wild ?? out.wild } : concat(withSlash(out), part);
  }
  return out;
}

/** Joins as path.join and File.join do: every part goes below the one before. */
export function joinBelow([first = text(""), ...others]: readonly TextValue[]): TextValue {
  let out = first;
  for (const part of others)
    out = concat(
      withSlash(out),
      changedAround(part, (one) => one.replace(/^\/+/, "")),
    );
  return out;
}

function withSlash(value: TextValue): TextValue {
  return texts(
    eachText(value.texts, (one) => (one === "" || one.endsWith("/") ? one : `${one}/`)),
    value,
  );
}

/** The characters of numbers, which are what fromCharCode, bytes() and pack("C*") are given. */
export function fromCodes(codes: readonly (number | undefined)[], taint: Taint): TextValue {
  if (codes.length > MAX_TEXT) return text(DYNAMIC, taint);
  return text(
    codes
      .map((code) =>
        code === undefined || code < 0 || code > 0x10ffff ? DYNAMIC : String.fromCodePoint(Math.floor(code)),
      )
      .join(""),
    taint,
  );
}

export function joined(items: readonly TextValue[], separator: TextValue): TextValue {
  let taint = separator.taint;
  for (const item of items) taint = joinTaint(taint, item.taint);
  const wild = items.find((item) => item.wild !== undefined)?.wild;
  const one = items.map((item) => item.texts[0]).join(separator.texts[0]);
  return text(one, taint, wild);
}

export function textsOf(values: readonly Parameters<typeof asText>[0][]): readonly TextValue[] {
  return values.map(asText);
}
