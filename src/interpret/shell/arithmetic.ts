import { DYNAMIC } from "../../model/effect.ts";
import type { ShellState } from "./state.ts";
import { firstValue } from "./value.ts";

/** Constant integer arithmetic with + - * / % and known variables; anything else is dynamic. */
export function arithmetic(text: string, state: ShellState): string {
  const plain = text.replace(/\$?\b([A-Za-z_]\w*)\b/g, (_, name: string) => {
    const value = state.variables.get(name);
    return value?.kind === "scalar" ? firstValue(value) : DYNAMIC;
  });
  const tokens = plain.match(/\d+|[-+*/%()]/g) ?? [];
  if (tokens.join("") !== plain.replace(/\s+/g, "") || tokens.length === 0 || tokens.length > 64) return DYNAMIC;
  let at = 0;
  const primary = (): number => {
    const token = tokens[at++];
    if (token === "(") {
      const inner = sum();
      at++;
      return inner;
    }
    if (token === "-") return -primary();
    return Number(token);
  };
  const product = (): number => {
    let value = primary();
    while (tokens[at] === "*" || tokens[at] === "/" || tokens[at] === "%") {
      const operator = tokens[at++];
      const right = primary();
      value = operator === "*" ? value * right : operator === "/" ? Math.trunc(value / right) : value % right;
    }
    return value;
  };
  function sum(): number {
    let value = product();
    while (tokens[at] === "+" || tokens[at] === "-")
      value = tokens[at++] === "+" ? value + product() : value - product();
    return value;
  }
  const result = sum();
  return Number.isSafeInteger(result) && at >= tokens.length ? String(result) : DYNAMIC;
}
