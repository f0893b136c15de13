import type { Argument, Code } from "../tree.ts";
import { BINDING, expression, fileGlob, primary } from "./expressions.ts";
import { braces, functionRest } from "./read.ts";
import { ends, isName, isSign, next, peek, type Reader, skipLines } from "./reader.ts";
import type { Token } from "./tokens.ts";

// Names with what they are given, lists, and what follows an operand: calls, members, elements.

export function items(reader: Reader, close: string): Code[] {
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
export function named(reader: Reader, token: Token): Code {
  const { start, end, value } = token;
  const callee: Code = { kind: "name", name: value, start, end };
  if (/^(?:my|our|local|state|not|defined|ref|scalar|await)$/.test(value)) return expression(reader, 4);
  if (value === "new" && peek(reader).type === "name") return constructed(reader);
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

/** `new Class(…)`: in Perl it is `Class->new(…)`, elsewhere the class itself is called. */
function constructed(reader: Reader): Code {
  const made = primary(reader);
  if (!reader.dialect.sigils || made.kind !== "call") return made;
  const { start, end } = made.callee;
  return { ...made, callee: { kind: "member", of: made.callee, name: "new", start, end } };
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
export function postfix(reader: Reader, of: Code): Code {
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
      const asked: Code = { kind: "member", of: code, name: ahead.value, start, end: ahead.end };
      if (!called && !single && reader.dialect.dots && token.value === ".") {
        code = asked;
        continue;
      }
      code = {
        kind: "call",
        callee: asked,
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
