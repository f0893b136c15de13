import type { Argument, Code } from "../tree.ts";
import { type Dialect, type Token, tokens, unescapedTemplate } from "./tokens.ts";

// A tolerant reader for languages whose calls look alike: it finds calls, assignments, texts and how they are put together,
// and steps over what it does not know.

interface Reader {
  readonly source: string;
  readonly dialect: Dialect;
  readonly list: readonly Token[];
  at: number;
  depth: number;
}

/** Brackets and operators nest no deeper than this; what is deeper is stepped over. */
const MAX_DEPTH = 120;

const BINDING: Readonly<Record<string, number>> = {
  or: 1, xor: 1, and: 2, "=": 5, "+=": 5, "-=": 5, ".=": 5, "||=": 5, "&&=": 5, "//=": 5, "x=": 5, "*=": 5, "<-": 5, "?": 6, "..": 7, "||": 8, "//": 8, "&&": 9, "==": 11, "!=": 11, "<=>": 11, eq: 11, ne: 11, "<": 12, ">": 12, "<=": 12, ">=": 12, lt: 12, gt: 12, le: 12, ge: 12,
  "+": 15, "-": 15, ".": 15, "*": 16, "/": 16, "%": 16, x: 16, "=~": 18, "!~": 18, "**": 19, "|>": 7, "|": 10, "&": 10, "<<": 14, ">>": 14,
}; // biome-ignore format: one table

export function readPlain(source: string, dialect: Dialect): Code {
  const reader: Reader = { source, dialect, list: tokens(source, dialect), at: 0, depth: 0 };
  return block(reader, () => peek(reader).type === "end");
}

const peek = (reader: Reader, ahead = 0): Token =>
  reader.list[Math.min(reader.at + ahead, reader.list.length - 1)] as Token;
const next = (reader: Reader): Token => reader.list[Math.min(reader.at++, reader.list.length - 1)] as Token;
const isSign = (token: Token, value: string) => token.type === "sign" && token.value === value;
const isName = (token: Token, ...names: readonly string[]) => token.type === "name" && names.includes(token.value);
const nothing = (at: { start: number; end: number }): Code => ({ kind: "parts", of: [], start: at.start, end: at.end });

function skipLines(reader: Reader): void {
  while (peek(reader).type === "line") reader.at++;
}

function block(reader: Reader, stop: () => boolean): Code {
  const { start } = peek(reader);
  const body: Code[] = [];
  while (!stop() && peek(reader).type !== "end") {
    const before = reader.at;
    if (peek(reader).type === "line" || isSign(peek(reader), ";")) reader.at++;
    else body.push(statement(reader));
    if (reader.at === before) reader.at++;
  }
  return { kind: "block", body, start, end: peek(reader).end };
}

function braces(reader: Reader): Code {
  skipLines(reader);
  if (!isSign(peek(reader), "{")) return statement(reader);
  next(reader);
  const body = block(reader, () => isSign(peek(reader), "}"));
  if (isSign(peek(reader), "}")) next(reader);
  return body;
}

function statement(reader: Reader): Code {
  const token = peek(reader);
  if (reader.depth > MAX_DEPTH) return tooDeep(next(reader));
  reader.depth++;
  try {
    return modified(reader, keyword(reader, token) ?? expression(reader, 0));
  } finally {
    reader.depth--;
  }
}

function keyword(reader: Reader, token: Token): Code | undefined {
  const { start } = token;
  if (isSign(token, "{")) return braces(reader);
  if (isName(token, "sub", "function") && peek(reader, 1).type === "name") {
    next(reader);
    const name = next(reader).value;
    return functionRest(reader, name, start);
  }
  if (isName(token, "if", "unless", "elsif", "elseif")) {
    next(reader);
    const test = condition(reader);
    const bodies = [body(reader)];
    skipLinesBefore(reader, "else", "elsif", "elseif");
    if (isName(peek(reader), "elsif", "elseif")) bodies.push(keyword(reader, peek(reader)) ?? nothing(token));
    else if (isName(peek(reader), "else")) {
      next(reader);
      bodies.push(body(reader));
    }
    const filters = /=~|\b(?:eq|ne|m)\b|endsWith|match/.test(reader.source.slice(start, test.end));
    return { kind: "branch", test: [test], bodies, filters, start, end: peek(reader).start };
  }
  if (isName(token, "while", "until", "for", "foreach")) return loop(reader, start);
  if (isName(token, "use", "no", "package", "library", "import", "using")) {
    while (!["line", "end"].includes(peek(reader).type) && !isSign(peek(reader), ";")) next(reader);
    return nothing(token);
  }
  if (isName(token, "BEGIN", "END", "then", "do", "else", "begin", "try") && !isSign(peek(reader, 1), "(")) {
    next(reader);
    return isSign(peek(reader), "{") ? braces(reader) : nothing(token);
  }
  if (isName(token, "return")) {
    next(reader);
    return { kind: "return", value: ends(reader) ? undefined : expression(reader, 0), start, end: peek(reader).start };
  }
  if (isName(token, "local") && !reader.dialect.sigils) {
    next(reader);
    return keyword(reader, peek(reader));
  }
  return undefined;
}

function skipLinesBefore(reader: Reader, ...names: readonly string[]): void {
  let ahead = 0;
  while (peek(reader, ahead).type === "line") ahead++;
  if (isName(peek(reader, ahead), ...names)) reader.at += ahead;
}

/** In braces, or up to `end`, which is stepped over as a name. */
function body(reader: Reader): Code {
  skipLines(reader);
  if (isName(peek(reader), "then", "do")) next(reader);
  if (isSign(peek(reader), "{")) return braces(reader);
  const inner = block(
    reader,
    () =>
      isName(peek(reader), "end", "else", "elseif", "elsif") || (reader.dialect.sigils && isSign(peek(reader), ";")),
  );
  if (isName(peek(reader), "end")) next(reader);
  return inner;
}

/** In brackets, behind which a brace opens the body and not a subscript. */
function condition(reader: Reader): Code {
  const { start } = peek(reader);
  if (!isSign(peek(reader), "(")) return expression(reader, 0);
  next(reader);
  return { kind: "list", items: items(reader, ")"), start, end: reader.list[reader.at - 1]?.end ?? start };
}

function loop(reader: Reader, start: number): Code {
  next(reader);
  let target: Code | undefined;
  if (isName(peek(reader), "my", "our")) next(reader);
  if (peek(reader).type === "variable" && isSign(peek(reader, 1), "(")) target = primary(reader);
  const header = condition(reader);
  const text = reader.source.slice(header.start, header.end).replace(/\s/g, "");
  const named: Code = target ?? { kind: "name", name: "$_", start, end: start };
  const over: Code | undefined = /^\(?(?:1|true|TRUE|;;)?\)?$/.test(text) ? undefined : header;
  return {
    kind: "loop",
    target: named,
    over,
    body: body(reader),
    endless: over === undefined,
    start,
    end: peek(reader).start,
  };
}

/** `STATEMENT if TEST`, `… for LIST` */
function modified(reader: Reader, done: Code): Code {
  const token = peek(reader);
  if (!reader.dialect.sigils || !isName(token, "if", "unless", "while", "until", "for", "foreach")) return done;
  next(reader);
  const test = expression(reader, 0);
  const { start } = done;
  if (isName(token, "for", "foreach"))
    return {
      kind: "loop",
      target: { kind: "name", name: "$_", start, end: start },
      over: test,
      body: done,
      endless: false,
      start,
      end: test.end,
    };
  const endless = isName(token, "while") && test.kind === "constant";
  if (isName(token, "while", "until"))
    return {
      kind: "loop",
      body: { kind: "block", body: [test, done], start, end: test.end },
      endless,
      start,
      end: test.end,
    };
  return {
    kind: "branch",
    test: [test],
    bodies: [done],
    filters: /=~|\beq\b/.test(reader.source.slice(test.start, test.end)),
    start,
    end: test.end,
  };
}

function functionRest(reader: Reader, name: string | undefined, start: number): Code {
  const parameters: Code[] = [];
  if (isSign(peek(reader), "(")) {
    const given = primary(reader);
    if (given.kind === "list") parameters.push(...given.items);
  }
  const inner = reader.dialect.sigils ? braces(reader) : body(reader);
  const own: Code[] = reader.dialect.sigils
    ? [{ kind: "spread", of: { kind: "name", name: "@_", start, end: start }, start, end: start }]
    : parameters;
  return { kind: "function", name, parameters: own, body: inner, lastIsValue: true, start, end: peek(reader).start };
}

function ends(reader: Reader): boolean {
  const token = peek(reader);
  if (token.type === "end" || token.type === "line") return true;
  return (
    (token.type === "sign" && /^[;)\]}]$/.test(token.value)) ||
    isName(token, "if", "unless", "for", "foreach", "while", "until", "or", "and", "end", "then", "do", "else")
  );
}

function expression(reader: Reader, power: number): Code {
  if (reader.depth > MAX_DEPTH) return tooDeep(next(reader));
  reader.depth++;
  let left = primary(reader);
  for (;;) {
    while (peek(reader).type === "line" && continues(reader)) next(reader);
    const token = peek(reader);
    const binding = token.type === "sign" || token.type === "name" ? (BINDING[token.value] ?? 0) : 0;
    if (binding <= power) break;
    next(reader);
    skipLines(reader);
    left = infix(reader, left, token.value, binding);
  }
  reader.depth--;
  return left;
}

/** A line goes on where the next one starts with an operator, or where newlines mean nothing. */
function continues(reader: Reader): boolean {
  if (!reader.dialect.lines) return true;
  let ahead = 0;
  while (peek(reader, ahead).type === "line") ahead++;
  const token = peek(reader, ahead);
  return token.type === "sign" && /^(?:\.\.|\|>|&&|\|\|)$/.test(token.value);
}

function infix(reader: Reader, left: Code, operator: string, binding: number): Code {
  const { start } = left;
  if (/^(?:[-+.*x/|&]{0,2}=|<-)$/.test(operator) && operator !== "==") {
    const value = expression(reader, binding - 1);
    return {
      kind: "assign",
      how: operator === "=" || operator === "<-" ? "set" : operator === ".=" || operator === "+=" ? "add" : "set",
      target: left,
      value,
      start,
      end: value.end,
    };
  }
  if (operator === "?") {
    const yes = expression(reader, 0);
    if (isSign(peek(reader), ":")) next(reader);
    const no = expression(reader, binding - 1);
    return { kind: "either", of: [yes, no], start, end: no.end };
  }
  const right = expression(reader, operator === "**" ? binding - 1 : binding);
  return { kind: "binary", operator, left, right, start, end: right.end };
}

function primary(reader: Reader): Code {
  skipLines(reader);
  const token = next(reader);
  const { start, end, value } = token;
  switch (token.type) {
    case "text":
      return postfix(reader, { kind: "text", parts: [value], start, end });
    case "template":
      return postfix(reader, template(reader, token));
    case "command":
      return { kind: "command", text: template(reader, token), start, end };
    case "words":
      return {
        kind: "list",
        items: value
          .trim()
          .split(/\s+/)
          .map((word) => ({ kind: "text", parts: [word], start, end })),
        start,
        end,
      };
    case "code":
      return { kind: "parts", of: [readPlain(value, reader.dialect)], start, end };
    case "number":
      return { kind: "constant", value: numberOf(value), start, end };
    case "variable":
      return postfix(reader, { kind: "name", name: value, start, end });
    case "name":
      return postfix(reader, named(reader, token));
    case "sign":
      return signed(reader, token);
    default:
      return nothing(token);
  }
}

function numberOf(value: string): number {
  const plain = value.replace(/[_L]/g, "");
  return /^0\d+$/.test(plain) ? Number.parseInt(plain, 8) : Number(plain);
}

/** A template's names are evaluated where the dialect interpolates. */
function template(reader: Reader, token: Token): Code {
  const { start, end, value } = token;
  const pattern = reader.dialect.interpolates;
  if (pattern === undefined) return { kind: "text", parts: [unescapedTemplate(value)], start, end };
  const parts: (string | Code)[] = [];
  let last = 0;
  for (const match of value.matchAll(pattern)) {
    if (value.charAt((match.index ?? 0) - 1) === "\\") continue;
    parts.push(unescapedTemplate(value.slice(last, match.index)));
    const inner = match[1] ?? match[0];
    parts.push(reader.depth > MAX_DEPTH ? tooDeep(token) : placed(readPlain(inner, reader.dialect), token));
    last = (match.index ?? 0) + match[0].length;
  }
  parts.push(unescapedTemplate(value.slice(last)));
  return { kind: "text", parts, start, end };
}

function tooDeep({ start, end }: Token): Code {
  return { kind: "too-deep", start, end };
}

function placed(code: Code, at: Token): Code {
  return { ...code, start: at.start, end: at.end };
}

function signed(reader: Reader, token: Token): Code {
  const { start, value } = token;
  switch (value) {
    case "(":
      return postfix(reader, { kind: "list", items: items(reader, ")"), start, end: peek(reader).start });
    case "[":
      return postfix(reader, { kind: "list", items: items(reader, "]"), start, end: peek(reader).start });
    case "{":
      return { kind: "list", items: items(reader, "}"), start, end: peek(reader).start };
    case "\\":
    case "+":
      return expression(reader, 17);
    case "-": {
      // -e $file and its like ask about a file.
      const operand = expression(reader, 17);
      return operand.kind === "constant" && typeof operand.value === "number"
        ? { ...operand, value: -operand.value }
        : { kind: "parts", of: [operand], start, end: operand.end };
    }
    case "!": {
      const operand = expression(reader, 17);
      return { kind: "parts", of: [operand], start, end: operand.end };
    }
    case "<": {
      // <STDIN>, <$fh>
      const handle = peek(reader);
      if (!isSign(peek(reader, 1), ">")) return globbed(reader, token);
      reader.at += 2;
      return {
        kind: "call",
        callee: { kind: "name", name: "readline", start, end: handle.end },
        args: [{ value: { kind: "name", name: handle.value, start: handle.start, end: handle.end } }],
        start,
        end: handle.end,
      };
    }
    default:
      return nothing(token);
  }
}

/** `<~/*.c>`: what is no handle is a pattern of files (perlop, I/O operators). */
function globbed(reader: Reader, token: Token): Code {
  const { start } = token;
  const inner = fileGlob(reader, token);
  if (inner === undefined) return nothing(token);
  const end = token.end + inner.length + 1;
  while (peek(reader).type !== "end" && peek(reader).start < end) reader.at++;
  const pattern = template(reader, { type: "template", value: inner, start: token.end, end: end - 1 });
  return { kind: "call", callee: { kind: "name", name: "glob", start, end }, args: [{ value: pattern }], start, end };
}

function fileGlob(reader: Reader, { end }: Token): string | undefined {
  return reader.dialect.sigils ? /^[^\s<>;=]+(?=>)/.exec(reader.source.slice(end, end + 1024))?.[0] : undefined;
}

function items(reader: Reader, close: string): Code[] {
  const out: Code[] = [];
  for (;;) {
    while (peek(reader).type === "line" || (peek(reader).type === "sign" && /^(?:,|=>|;)$/.test(peek(reader).value)))
      reader.at++;
    const token = peek(reader);
    if (token.type === "end") return out;
    if (isSign(token, close)) {
      next(reader);
      return out;
    }
    const before = reader.at;
    out.push(expression(reader, 0));
    if (reader.at === before) reader.at++;
  }
}

/** A name: a call with or without brackets, a declaration, a bare word. */
function named(reader: Reader, token: Token): Code {
  const { start, end, value } = token;
  const callee: Code = { kind: "name", name: value, start, end };
  if (/^(?:my|our|local|state|not|defined|ref|scalar|await)$/.test(value)) return expression(reader, 4);
  if (/^(?:true|TRUE|false|FALSE)$/.test(value)) return { kind: "constant", value: /^t/i.test(value), start, end };
  if (/^(?:nil|undef|NULL|nothing)$/.test(value)) return { kind: "constant", value: null, start, end };
  if (isName(token, "sub", "function")) return functionRest(reader, undefined, start);
  if (isSign(peek(reader), "=>")) return { kind: "text", parts: [value], start, end };
  if (isName(token, "do", "eval") && isSign(peek(reader), "{")) return braces(reader);
  if (isName(token, "map", "grep", "sort", "first", "any") && isSign(peek(reader), "{")) {
    const inner = braces(reader);
    const over = listArguments(reader);
    return {
      kind: "loop",
      target: { kind: "name", name: "$_", start, end },
      over: {
        kind: "list",
        items: over.map(({ value: one }) => ({ kind: "spread", of: one, start, end })),
        start,
        end,
      },
      body: inner,
      endless: false,
      start,
      end: peek(reader).start,
    };
  }
  if (isSign(peek(reader), "(")) {
    next(reader);
    return handled(reader, {
      kind: "call",
      callee,
      args: args(reader, ")"),
      start,
      end: reader.list[reader.at - 1]?.end ?? end,
    });
  }
  if (peek(reader).type === "command" && !reader.dialect.sigils) return callee;
  const bare = !reader.dialect.sigils && (peek(reader).type === "text" || peek(reader).type === "template");
  if (!bare && (!reader.dialect.listOperators || !startsOperand(reader))) {
    return /^(?:fork|shift|wait|getppid)$/.test(value) && reader.dialect.sigils ? bareCall(callee) : callee;
  }
  // Only Lua and Tcl-like dialects call with a single text and no brackets.
  const given = bare ? [{ value: primary(reader) }] : listArguments(reader);
  return handled(reader, { kind: "call", callee, args: given, start, end: peek(reader).start });
}

/** `open(my $handle, …)` and `open(HANDLE, …)` put what they open into their first argument. */
function handled(reader: Reader, call: Code & { readonly kind: "call" }): Code {
  const target = call.args[0]?.value;
  const opens = reader.dialect.sigils && call.callee.kind === "name" && /^(?:sys)?open$/.test(call.callee.name);
  if (!opens || target?.kind !== "name" || /^STD(?:IN|OUT|ERR)$/.test(target.name)) return call;
  return { kind: "assign", how: "set", target, value: call, start: call.start, end: call.end };
}

function bareCall(callee: Code & { readonly kind: "name" }): Code {
  const { start, end, name } = callee;
  if (name !== "shift") return { kind: "call", callee, args: [], start, end };
  return {
    kind: "index",
    of: { kind: "name", name: "@_", start, end },
    key: { kind: "constant", value: 0, start, end },
    start,
    end,
  };
}

function startsOperand(reader: Reader): boolean {
  const token = peek(reader);
  if (["text", "template", "command", "words", "number", "variable", "code"].includes(token.type)) return true;
  if (token.type === "name")
    return !(token.value in BINDING) && !/^(?:if|unless|for|foreach|while|until)$/.test(token.value);
  if (isSign(token, "<")) return fileGlob(reader, token) !== undefined;
  return token.type === "sign" && /^[[\\{]$/.test(token.value);
}

function listArguments(reader: Reader): Argument[] {
  const out: Argument[] = [];
  while (!ends(reader)) {
    const before = reader.at;
    // `print STDERR "…"`, `print {$fh} …`: the handle stands without a comma.
    out.push({ value: expression(reader, 3) });
    if (peek(reader).type === "sign" && /^(?:,|=>)$/.test(peek(reader).value)) {
      next(reader);
      skipLines(reader);
    } else if (!startsOperand(reader)) break;
    if (reader.at === before) break;
  }
  return out;
}

function args(reader: Reader, close: string): Argument[] {
  const out: Argument[] = [];
  for (;;) {
    while (peek(reader).type === "line" || (peek(reader).type === "sign" && /^(?:,|=>|;)$/.test(peek(reader).value)))
      reader.at++;
    const token = peek(reader);
    if (token.type === "end") return out;
    if (isSign(token, close)) {
      next(reader);
      return out;
    }
    const before = reader.at;
    if (
      token.type === "name" &&
      !reader.dialect.sigils &&
      (isSign(peek(reader, 1), "=") || isSign(peek(reader, 1), ":"))
    ) {
      reader.at += 2;
      out.push({ name: token.value, value: expression(reader, 5) });
    } else out.push({ value: expression(reader, 0) });
    if (reader.at === before) reader.at++;
  }
}

/** `->[0]`, `->{k}`, `->name(…)`, `[0]`, `{k}`, `:name(…)`, `.name(…)` */
function postfix(reader: Reader, of: Code): Code {
  let code = of;
  for (;;) {
    const token = peek(reader);
    if (token.type !== "sign") return code;
    const { start } = code;
    const ahead = peek(reader, 1);
    const subscript =
      (token.value === "[" || (token.value === "{" && reader.dialect.sigils)) &&
      (code.kind === "index" || code.kind === "name" || code.kind === "call" || code.kind === "list") &&
      token.start === (reader.list[reader.at - 1]?.end ?? -1);
    if (token.value === "(" && code.kind === "name" && code.name.startsWith("&")) {
      next(reader);
      code = { kind: "call", callee: code, args: args(reader, ")"), start, end: peek(reader).start };
      continue;
    } else if (token.value === "->" && ahead.type === "sign" && /^[[{]$/.test(ahead.value)) {
      next(reader);
      code = element(reader, code, true);
      continue;
    } else if (token.value === "->" && isSign(ahead, "(")) {
      reader.at += 2;
      code = { kind: "call", callee: code, args: args(reader, ")"), start, end: peek(reader).start };
      continue;
    } else if (
      (token.value === "->" || (!reader.dialect.sigils && (token.value === ":" || token.value === "."))) &&
      (ahead.type === "name" || ahead.type === "variable")
    ) {
      reader.at += 2;
      const called = isSign(peek(reader), "(");
      if (called) next(reader);
      const single =
        !called && !reader.dialect.sigils && (peek(reader).type === "text" || peek(reader).type === "template");
      const given = called ? args(reader, ")") : single ? [{ value: primary(reader) }] : [];
      code = {
        kind: "call",
        callee: { kind: "member", of: code, name: ahead.value, start, end: ahead.end },
        args: given,
        start,
        end: peek(reader).start,
      };
      continue;
    } else if (!subscript) {
      if (token.value !== "++" && token.value !== "--") return code;
      next(reader);
      continue;
    }
    code = element(reader, code);
  }
}

function element(reader: Reader, of: Code, arrow = false): Code {
  const open = next(reader);
  const close = open.value === "[" ? "]" : "}";
  const word = peek(reader);
  let key: Code;
  if (open.value === "{" && word.type === "name" && isSign(peek(reader, 1), "}")) {
    next(reader);
    key = { kind: "text", parts: [word.value], start: word.start, end: word.end };
  } else key = expression(reader, 0);
  while (!isSign(peek(reader), close) && peek(reader).type !== "end") next(reader);
  next(reader);
  // $x[0] is an element of @x, $x{k} of %x.
  const holder: Code =
    of.kind === "name" && of.name.startsWith("$") && reader.dialect.sigils && !arrow
      ? { ...of, name: (open.value === "[" ? "@" : "%") + of.name.slice(1) }
      : of;
  return { kind: "index", of: holder, key, start: of.start, end: peek(reader).start };
}
