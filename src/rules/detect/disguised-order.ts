import { MAX_DETECTED, percentDecoded } from "./decode.ts";

/** The core of an override, of a jailbreak and of a call for the prompt, in plain English words. */
const ORDER =
  /\b(?:ignore|disregard|forget|override|bypass)\s(?:\w{1,20}\s){0,3}?(?:previous|prior|above|earlier|all|your|system|safety)\s(?:\w{1,20}\s){0,3}?(?:instructions?|prompts?|rules|guidelines|directives|restrictions)\b|\b(?:reveal|print|show|repeat|output)\s(?:\w{1,20}\s){0,2}?system\sprompt\b|\byou\sare\snow\s(?:\w{1,20}\s){0,2}?(?:dan|unrestricted|jailbroken|uncensored)\b/;
/** The same without any word borders, for text that is parted letter by letter. */
const JOINED =
  /(?:ignore|disregard|forget|override|bypass)(?:all)?(?:the|your|my)?(?:previous|prior|above|earlier|system|safety)(?:instructions?|prompts?|rules|guidelines|directives)|(?:reveal|print|show|repeat)(?:me)?(?:the|your)systemprompt/;

const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "@": "a",
  $: "s",
  "!": "i",
};
const ENCODED = /[A-Za-z0-9+/_-]{20,4096}={0,2}/g;
const HEX = /(?:[0-9a-f]{2}[\s:]?){16,2048}/gi;
const MAX_ENCODED = 16;

const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ");
const orders = (text: string) => ORDER.test(plain(text));

/**
 * True where an order to an agent is spelled so that filters miss it: digits for letters, letters set apart, base64, hex,
 * percent-encoding, ROT13 or backwards. Linear in the text.
 */
export function disguisesOrder(text: string): boolean {
  const start = text.slice(0, MAX_DETECTED);
  if (orders(start)) return false;
  return (
    [unleet, percentDecoded, rot13, backwards].some((read) => orders(read(start))) || apart(start) || decoded(start)
  );
}

function unleet(text: string): string {
  return text.replace(/[013457@$!8](?=[\p{L}\d@$!])|(?<=\p{L})[013457@$!8]/gu, (sign) => LEET[sign] as string);
}

/** `i g n o r e`, `i.g.n.o.r.e`: most of the words are one letter. */
function apart(text: string): boolean {
  const letters = text.match(/(?<![\p{L}\p{N}])[\p{L}](?![\p{L}\p{N}])/gu) ?? [];
  return letters.length >= 16 && JOINED.test(text.toLowerCase().replace(/[^\p{L}]+/gu, ""));
}

function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

function backwards(text: string): string {
  return [...text].reverse().join("");
}

function decoded(text: string): boolean {
  const words = (text.match(ENCODED) ?? []).slice(0, MAX_ENCODED);
  const bytes = (text.match(HEX) ?? []).slice(0, MAX_ENCODED);
  return (
    words.some((word) => orders(Buffer.from(word, "base64").toString("latin1"))) ||
    bytes.some((word) => orders(Buffer.from(word.replace(/[\s:]/g, ""), "hex").toString("latin1")))
  );
}
