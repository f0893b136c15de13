import type { Code } from "../tree.ts";
import { expression, primary } from "./expressions.ts";
import { items } from "./operands.ts";
import { ends, isName, isSign, MAX_DEPTH, next, nothing, peek, type Reader, skipLines, tooDeep } from "./reader.ts";
import { type Dialect, type Token, tokens } from "./tokens.ts";

// A tolerant reader for languages whose calls look alike: it finds calls, assignments, texts and how they are put together,
// and steps over what it does not know. This part reads statements.

export function readPlain(source: string, dialect: Dialect): Code {
  const reader: Reader = { source, dialect, list: tokens(source, dialect), at: 0, depth: 0 };
  return block(reader, () => peek(reader).type === "end");
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

export function braces(reader: Reader): Code {
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
    const compound = keyword(reader, token);
    // Behind a block `while` and `if` begin a statement of their own.
    if (compound?.kind === "branch" || compound?.kind === "loop") return compound;
    return modified(reader, compound ?? several(reader) ?? expression(reader, 0));
  } finally {
    reader.depth--;
  }
}

/** `value, err = f()`: the first name is what comes back, the others say how it went. */
function several(reader: Reader): Code | undefined {
  if (reader.dialect.sigils || peek(reader).type !== "name" || !isSign(peek(reader, 1), ",")) return undefined;
  let ahead = 1;
  while (isSign(peek(reader, ahead), ",") && peek(reader, ahead + 1).type === "name") ahead += 2;
  if (!isSign(peek(reader, ahead), "=") && !isSign(peek(reader, ahead), ":=")) return undefined;
  const { value: name, start, end } = peek(reader);
  reader.at += ahead + 1;
  const target: Code = { kind: "name", name, start, end };
  const value = expression(reader, 0);
  return { kind: "assign", how: "set", target, value, start, end: value.end };
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

export function functionRest(reader: Reader, name: string | undefined, start: number): Code {
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
