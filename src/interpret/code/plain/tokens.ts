import { closing, plainText, quoted, readHeredoc } from "./quotes.ts";

/** How a language without a grammar of its own writes its words. */
export interface Dialect {
  readonly comment: RegExp;
  /** `$x @x %x` are names. */
  readonly sigils: boolean;
  /** `name a, b` is a call. */
  readonly listOperators: boolean;
  /** `$x` and `#{x}` inside of double quotes. */
  readonly interpolates: RegExp | undefined;
  /** Newlines end statements. */
  readonly lines: boolean;
  /** Back-ticks are a command. */
  readonly backticks: boolean;
  /** A dot asks for a member; elsewhere it is part of a name. */
  readonly dots: boolean;
}

export interface Token {
  /** `text` is literal, `template` may hold names, `words` is a list, `command` is run by a shell, `code` is evaluated. */
  readonly type:
    | "text"
    | "template"
    | "words"
    | "command"
    | "code"
    | "pattern"
    | "number"
    | "name"
    | "variable"
    | "sign"
    | "line"
    | "end";
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const SIGNS = [
  "<=>",
  "**=",
  "||=",
  "&&=",
  "//=",
  "...",
  "->",
  "=>",
  "++",
  "--",
  "**",
  "=~",
  "!~",
  "==",
  "!=",
  "<=",
  ">=",
  "&&",
  "||",
  "//",
  "..",
  "::",
  "+=",
  "-=",
  "*=",
  ".=",
  "/=",
  "x=",
  "<<",
  ">>",
  "<-",
  "|>",
  ":=",
];

/** Cuts a text into tokens, in one pass; what is not understood is a sign of one character. */
export function tokens(source: string, dialect: Dialect): readonly Token[] {
  const out: Token[] = [];
  const heredocs: { readonly word: string; readonly raw: boolean; readonly index: number; readonly indent: boolean }[] =
    [];
  let at = 0;
  const add = (type: Token["type"], value: string, start: number, end: number) => {
    out.push({ type, value, start, end });
    at = end;
  };
  const operandBefore = () => {
    const last = out.at(-1);
    return (
      last !== undefined &&
      (["text", "template", "number", "variable", "words"].includes(last.type) ||
        (last.type === "name" &&
          !/^(?:split|grep|map|join|if|unless|and|or|not|return|print|push|x)$/.test(last.value)) ||
        (last.type === "sign" && /^[)\]}]$/.test(last.value)))
    );
  };
  while (at < source.length) {
    const c = source.charAt(at);
    const rest = source.slice(at, at + 64);
    if (dialect.sigils && c === "_" && /^__(?:END|DATA)__\s/.test(rest)) break;
    if (c === "\n") {
      add("line", "\n", at, at + 1);
      for (const doc of heredocs.splice(0)) at = readHeredoc(source, at, doc, out);
      continue;
    }
    if (/\s/.test(c)) {
      at++;
      continue;
    }
    const comment = dialect.comment.exec(rest);
    if (comment !== null) {
      const end = source.indexOf("\n", at);
      at = end < 0 ? source.length : end;
      continue;
    }
    if (dialect.sigils && c === "=" && (at === 0 || source.charAt(at - 1) === "\n") && /^=[a-z]/.test(rest)) {
      const end = source.indexOf("\n=cut", at); // pod
      at = end < 0 ? source.length : end + 5;
      continue;
    }
    const long = /^\[(=*)\[/.exec(rest);
    if (!dialect.sigils && long !== null) {
      const closing = `]${long[1]}]`;
      const end = source.indexOf(closing, at);
      add(
        "text",
        source.slice(at + long[0].length, end < 0 ? undefined : end),
        at,
        end < 0 ? source.length : end + closing.length,
      );
      continue;
    }
    if (c === '"' || c === "'" || (c === "`" && (dialect.backticks || dialect.dots))) {
      const triple = !dialect.sigils && source.startsWith(c.repeat(3), at);
      const end = triple ? source.indexOf(c.repeat(3), at + 3) : closing(source, at, c);
      const inner = source.slice(at + (triple ? 3 : 1), end < 0 ? undefined : end);
      const type = c === "`" && dialect.backticks ? "command" : c === '"' ? "template" : "text";
      const plain =
        type === "text" && dialect.sigils
          ? inner.replace(/\\([\\'])/g, "$1")
          : type === "text"
            ? plainText(inner)
            : inner;
      add(type, plain, at, end < 0 ? source.length : end + (triple ? 3 : 1));
      continue;
    }
    const doc = dialect.sigils ? /^<<(~?)(?:"([^"\n]*)"|'([^'\n]*)'|([A-Za-z_]\w*))/.exec(rest) : null;
    if (doc !== null && !(operandBefore() && doc[4] === undefined && out.at(-1)?.type !== "name")) {
      heredocs.push({
        word: doc[2] ?? doc[3] ?? doc[4] ?? "",
        raw: doc[3] !== undefined,
        index: out.length,
        indent: doc[1] === "~",
      });
      add("template", "", at, at + doc[0].length);
      continue;
    }
    const quote = dialect.sigils ? /^(qq|qx|qw|qr|q|m|s|tr|y)(\s*)([^\w\s,;)=]|=(?![>=~\s]))/.exec(rest) : null;
    if (
      quote !== null &&
      !(
        out.at(-1)?.type === "sign" &&
        /^(?:->|\{)$/.test(out.at(-1)?.value ?? "") &&
        source.charAt(at + (quote[1] ?? "").length) === "}"
      )
    ) {
      at = quoted(source, at, quote, out);
      continue;
    }
    if (dialect.sigils && c === "/" && !operandBefore()) {
      const end = closing(source, at, "/");
      const flags = /^\w*/.exec(source.slice(end + 1, end + 9))?.[0].length ?? 0;
      add("pattern", "", at, end < 0 ? source.length : end + 1 + flags);
      continue;
    }
    const variable = dialect.sigils
      ? /^(?:\$#?\$*\{?\^?\w+(?:::\w+)*\}?|[@%&]\$*\{?[A-Za-z_]\w*(?:::\w+)*\}?|\$[&!@/\\0;,.$_]|[@%]_)/.exec(rest)
      : null;
    if (variable !== null && !(/[%&]/.test(c) && operandBefore() && out.at(-1)?.type !== "name")) {
      add("variable", variable[0].replace(/[{}]/g, ""), at, at + variable[0].length);
      continue;
    }
    const number = /^(?:0[xX][\da-fA-F]+|0[bB][01]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?L?)/.exec(rest);
    if (number !== null) {
      add("number", number[0], at, at + number[0].length);
      continue;
    }
    const name = /^[A-Za-z_][\w]*(?:(?:::|\.(?=[A-Za-z_]))[A-Za-z_]\w*)*/.exec(
      dialect.sigils || dialect.dots ? rest.replace(/\..*/s, "") : source.slice(at, at + 256),
    );
    if (name !== null) {
      // `File.rm!(…)` is what `File.rm` does, and raises (Elixir).
      const raises = dialect.dots && source.startsWith("!(", at + name[0].length);
      add("name", name[0], at, at + name[0].length + (raises ? 1 : 0));
      continue;
    }
    const sign = SIGNS.find((one) => source.startsWith(one, at)) ?? c;
    add("sign", sign, at, at + sign.length);
  }
  out.push({ type: "end", value: "", start: source.length, end: source.length });
  return out;
}
