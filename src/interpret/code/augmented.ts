import type { Code } from "./tree.ts";

/** `target += value`; with `||=`, `&&=` and `??=` it is what it was or the value. */
export function augmented(operator: string, target: Code, value: Code): object {
  if (operator === "+=") return { kind: "assign", how: "add", target, value };
  const { start, end } = { start: target.start, end: value.end };
  const made: Code = { kind: "binary", operator: operator.slice(0, -1), left: target, right: value, start, end };
  return { kind: "assign", how: "set", target, value: made };
}
