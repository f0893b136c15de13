import { MAX_KNOWN_TEXT } from "../limits.ts";
import { CLEAN, opaqueStream, type Stream, textStream } from "../shell/value.ts";
import { secureClient } from "./network-sockets.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** Programs that turn bytes into text again. What comes out is marked as decoded, known or not. */
export const DECODERS: readonly Program[] = [
  {
    names: ["base64", "gbase64"],
    options: "-d|-D|--decode -i|--ignore-garbage -w|--wrap= -b= -o|--output= --input=",
    paths: "-o:write",
    run: (run) =>
      run.has("d")
        ? decode(run, (text) => fromBase64(text))
        : encode(run, (text) => Buffer.from(text, "latin1").toString("base64")),
  },
  {
    names: ["base32", "basenc", "base58"],
    options: "-d|--decode -i -w= --base64 --base64url --base32 --base16",
    run: (run) =>
      run.has("d")
        ? decode(
            run,
            run.name === "base32" || run.has("base32")
              ? fromBase32
              : run.has("base16")
                ? fromHex
                : run.has("base64", "base64url")
                  ? fromBase64
                  : () => undefined,
          )
        : encode(run, () => undefined),
  },
  {
    names: ["xxd"],
    options: "-r|-revert -p|-ps|-plain -c= -g= -l= -s= -o= -u -b -i -e -E -a -n=",
    style: "gnu",
    run: (run) =>
      run.has("r")
        ? decode(run, (text) =>
            fromHex(run.has("p") ? text : text.replace(/^[0-9a-f]+:\s*/gim, "").replace(/\s{2}.*$/gm, "")),
          )
        : encode(run, (text) => Buffer.from(text, "latin1").toString("hex")),
  },
  {
    names: ["uudecode", "ascii85", "quoted-printable", "qprint", "recode"],
    run: (run) => decode(run, () => undefined),
  },
  {
    names: [
      "gunzip",
      "gzip",
      "pigz",
      "unpigz",
      "zstd",
      "unzstd",
      "bzip2",
      "bunzip2",
      "xz",
      "unxz",
      "lzma",
      "lz4",
      "brotli",
      "compress",
      "uncompress",
      "zlib-flate",
    ],
    options:
      "-d|--decompress|--uncompress -c|--stdout -k|--keep -f|--force -n -N -q -r -t|--test -v -1 -2 -3 -4 -5 -6 -7 -8 -9 -S= -o= -T= -p=",
    run: compress,
  },
  {
    names: ["openssl"],
    style: "single",
    options:
      "-in= -out= -k= -K= -iv= -pass= -passin= -passout= -connect= -key= -cert= -keyout= -subj= -days= -newkey= -CAfile= -inkey= -host= -port= -accept= -S= -md=",
    run: openssl,
  },
];

function input(run: Invocation): Stream {
  const file = run.operands[0];
  if (file === undefined || file.text === "-") return run.stdin;
  const target = run.path(file);
  run.emit({ kind: "read", target, recursive: false, how: "content" });
  return (
    run.state.files.get(target.path) ?? run.state.files.get(file.text) ?? opaqueStream({ ...CLEAN, files: [target] })
  );
}

function decode(run: Invocation, decoder: (text: string) => string | undefined): Stream {
  const from = input(run);
  const taint = { ...from.taint, decoded: true };
  const text = from.text === undefined || from.text.length > MAX_KNOWN_TEXT ? undefined : decoder(from.text);
  return text === undefined ? { ...opaqueStream(taint), taint: { ...taint, output: true } } : textStream(text, taint);
}

function encode(run: Invocation, encoder: (text: string) => string | undefined): Stream {
  const from = input(run);
  const text = from.text === undefined ? undefined : encoder(from.text);
  return { text, taint: from.taint, empty: false };
}

export function fromBase64(text: string): string | undefined {
  const plain = text.replace(/\s+/g, "");
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(plain) ? Buffer.from(plain, "base64").toString("utf8") : undefined;
}

function fromHex(text: string): string | undefined {
  const plain = text.replace(/\s+|0x/g, "");
  return /^[0-9a-fA-F]*$/.test(plain) ? Buffer.from(plain, "hex").toString("utf8") : undefined;
}

function fromBase32(text: string): string | undefined {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = 0;
  let value = 0;
  const bytes: number[] = [];
  for (const c of text.replace(/[\s=]+/g, "").toUpperCase()) {
    const at = alphabet.indexOf(c);
    if (at < 0) return undefined;
    value = (value << 5) | at;
    bits += 5;
    if (bits >= 8) {
      bytes.push((value >>> (bits - 8)) & 255);
      bits -= 8;
      value &= (1 << bits) - 1;
    }
  }
  return Buffer.from(bytes).toString("utf8");
}

function compress(run: Invocation): Stream {
  const expands = run.has("d") || /^(?:un|gun|bun)/.test(run.name);
  if (run.operands.length > 0 && !run.has("c")) {
    for (const field of run.operands)
      run.emit({ kind: "read", target: run.path(field), recursive: false, how: "content" });
    return opaqueStream();
  }
  if (!expands) return { text: undefined, taint: run.stdin.taint, empty: false };
  return decode(run, (text) => {
    try {
      const bytes = Buffer.from(text, "latin1");
      const limit = { maxOutputLength: MAX_KNOWN_TEXT };
      // Loaded where it is needed: with its streams it costs more than most calls do.
      const { gunzipSync, inflateSync } = process.getBuiltinModule("node:zlib");
      return (bytes[0] === 0x1f ? gunzipSync(bytes, limit) : inflateSync(bytes, limit)).toString("utf8");
    } catch {
      return undefined;
    }
  });
}

/** openssl(1): `enc -d`, `base64 -d` decode; `s_client` connects. */
/** The private key itself is printed, unless only its public half is asked for or it goes into a file. openssl-pkey(1). */
function printsKey(run: Invocation, sub: string): boolean {
  return (
    /^(?:rsa|ec|dsa|pkey|pkcs8|pkcs12)$/.test(sub) &&
    run.value("out") === undefined &&
    !run.args.some(({ text }) => /^--?(?:noout|pubout|pubin|nokeys|check|modulus|text_pub)$/.test(text))
  );
}

function openssl(run: Invocation): Stream | undefined {
  const sub = textOf(run.operands[0]);
  const file = run.value("in");
  if (file !== undefined) run.emit({ kind: "read", target: run.path(file), recursive: false, how: "content" });
  if (file !== undefined && printsKey(run, sub))
    run.emit({ kind: "read", target: run.path(file), recursive: false, how: "content", tags: ["shown"] });
  const out = run.value("out");
  if (out !== undefined) run.emit({ kind: "write", target: run.path(out), how: "truncate" });
  if (/^(?:enc|base64|aes|des|bf|rc4|cms|smime|rsautl|pkeyutl)/.test(sub)) {
    const stream = file === undefined ? run.stdin : (run.state.files.get(run.path(file).path) ?? opaqueStream());
    if (!run.has("d", "decrypt")) return { text: undefined, taint: stream.taint, empty: false };
    const plain = sub === "base64" || (sub === "enc" && run.has("base64", "a") && !run.has("k", "K", "pass"));
    const text = plain && stream.text !== undefined ? fromBase64(stream.text) : undefined;
    return { text, taint: { ...stream.taint, decoded: true }, empty: false };
  }
  const host = run.value("connect") ?? run.value("host");
  if (sub === "s_client" && host !== undefined) return secureClient(run, host.text);
  return undefined;
}
