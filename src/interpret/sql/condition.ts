import { closing, isSymbol, type Statement, textOf, valueAt, wordAt } from "./statements.ts";
import type { Token } from "./tokens.ts";

/** A condition that holds for every row: `1=1`, `TRUE`, `id = id`, `'a'='a'`, `x OR 1=1`, `name LIKE '%'`, `id > 0`. */
export function isAlwaysTrue(condition: Statement, depth = 0): boolean {
  const tokens = unwrapped(condition);
  if (tokens.length === 0 || depth > 8) return false;
  const either = parts(tokens, ["OR", "||", "XOR"]);
  if (either.length > 1) return either.some((part) => isAlwaysTrue(part, depth + 1));
  const both = parts(tokens, ["AND", "&&"]);
  if (both.length > 1) return both.every((part) => isAlwaysTrue(part, depth + 1));
  if (wordAt(tokens, 0) === "NOT" || isSymbol(tokens[0], "!")) return isAlwaysFalse(unwrapped(tokens.slice(1)));
  if (tokens.length === 1) return isTrue(tokens[0]);
  if (wordAt(tokens, 0) === "EXISTS")
    return !tokens.some((token) => token.value === "WHERE" || token.value === "HAVING");
  return comparison(tokens);
}

function isAlwaysFalse(tokens: Statement): boolean {
  if (tokens.length === 1) return /^(?:FALSE|0)$/.test(valueAt(tokens, 0));
  const [left, operator, right] = tokens;
  return (
    tokens.length === 3 &&
    isConstant(left) &&
    isConstant(right) &&
    operator?.value === "=" &&
    left?.value !== right?.value
  );
}

function isTrue(token: Token | undefined): boolean {
  if (token?.kind === "word") return token.value === "TRUE";
  if (token?.kind === "number") return Number(token.value) !== 0;
  return token?.kind === "string" && /^(?:t|true|1|y|yes)$/i.test(token.value);
}

/** Of columns that number the rows, every value is more than none: `id > 0`, `id IS NOT NULL`. */
const KEY = /^(?:.*_)?(?:id|pk|rowid|_id)$/i;

function comparison(tokens: Statement): boolean {
  const at = tokens.findIndex((token, index) => index > 0 && isOperator(token));
  if (at < 0) return false;
  const [left, right] = [unwrapped(tokens.slice(0, at)), unwrapped(tokens.slice(at + 1))];
  const operator = valueAt(tokens, at);
  const name = left.at(-1);
  const named = name !== undefined && (name.kind === "word" || name.kind === "name") && left.length <= 3;
  const [only] = right;
  if (operator === "IS")
    return textOf(right).toUpperCase() === "NOT NULL" && ((named && KEY.test(name.value)) || isConstant(left[0]));
  if (operator === "LIKE" || operator === "ILIKE") return only?.kind === "string" && /^%+$/.test(only.value);
  if (/^(?:=|==|>=|<=|<=>)$/.test(operator) && sameTokens(left, right)) return true;
  if (right.length !== 1 || only === undefined) return false;
  if (left.length === 1 && isConstant(left[0]) && isConstant(only)) return compare(left[0], operator, only);
  if (named && KEY.test(name.value) && only.kind === "number") {
    if (operator === ">" || operator === ">=") return Number(only.value) <= (operator === ">" ? 0 : 1);
    return (operator === "!=" || operator === "<>") && Number(only.value) === 0;
  }
  return false;
}

function isOperator(token: Token): boolean {
  if (token.kind === "symbol") return /^(?:=|==|<>|!=|>|<|>=|<=|<=>)$/.test(token.value);
  return token.kind === "word" && /^(?:LIKE|ILIKE|IS)$/.test(token.value);
}

function isConstant(token: Token | undefined): token is Token {
  return (
    token !== undefined && (token.kind === "string" || token.kind === "number" || /^(?:TRUE|FALSE)$/.test(token.value))
  );
}

function compare(left: Token, operator: string, right: Token): boolean {
  const numbers = left.kind === "number" && right.kind === "number";
  const [a, b] = numbers ? [Number(left.value), Number(right.value)] : [left.value, right.value];
  switch (operator) {
    case "=":
    case "==":
    case "<=>":
      return a === b;
    case "<>":
    case "!=":
      return a !== b;
    case ">":
      return a > b;
    case "<":
      return a < b;
    case ">=":
      return a >= b;
    default:
      return operator === "<=" && a <= b;
  }
}

function sameTokens(left: Statement, right: Statement): boolean {
  return (
    left.length > 0 &&
    left.length === right.length &&
    left.every((token, index) => token.value.toLowerCase() === right[index]?.value.toLowerCase()) &&
    // A parameter may be anything.
    !left.some((token) => token.value === "?" || token.value.includes("\uFFFC"))
  );
}

function unwrapped(tokens: Statement): Statement {
  let inner = tokens;
  for (let depth = 0; depth < 16; depth++) {
    if (!isSymbol(inner[0], "(") || inner.length < 3 || closing(inner, 0) !== inner.length) break;
    inner = inner.slice(1, -1);
  }
  return inner;
}

function parts(tokens: Statement, words: readonly string[]): Statement[] {
  const out: Token[][] = [[]];
  let between = false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (isSymbol(token, "(")) {
      const end = closing(tokens, i);
      out.at(-1)?.push(...tokens.slice(i, end));
      i = end - 1;
      continue;
    }
    if (token.value === "BETWEEN" && token.kind === "word") between = true;
    else if ((token.kind === "word" || token.kind === "symbol") && words.includes(token.value)) {
      if (!(between && token.value === "AND")) {
        out.push([]);
        continue;
      }
      between = false;
    }
    out.at(-1)?.push(token);
  }
  return out;
}
