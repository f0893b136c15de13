import { parse, TomlError } from "smol-toml";
import { isObject, type Json } from "../../model/json.ts";
import { Refusal } from "../refusal.ts";

export function parseToml(file: string, text: string): Json {
  try {
    // A 64-bit integer must not lose digits in the comparison.
    return plain(parse(text, { integersAsBigInt: "asNeeded" }));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what] = error.message.split("\n");
    throw new Refusal(
      `${file}:${error.line}:${error.column}: ${lower(what ?? "")}; mend that place, then run the command again`,
    );
  }
}

/** The parser makes objects without a prototype, and dates of a class that a copy loses. */
function plain(value: unknown): Json {
  if (value instanceof Date) return `date ${value.toISOString()}`;
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function lower(message: string): string {
  return message.replace(/^Invalid TOML document: /, "");
}

/** A key as it is written. */
export function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}
