import { DYNAMIC } from "../../model/effect.ts";
import { MAX_LEVELS, MAX_ROUNDS } from "../limits.ts";
import { CLEAN, joinTaint } from "../shell/value.ts";
import { bind, find } from "./binding.ts";
import { call } from "./calls.ts";
import { command } from "./commands.ts";
import { type Machine, tooDeep, work } from "./machine.ts";
import { member } from "./members.ts";
import { binary, indexed, sliced } from "./operators.ts";
import type { Code, CodeOf } from "./tree.ts";
import {
  asText,
  concat,
  eachText,
  either,
  firstText,
  itemsOf,
  list,
  NULL,
  type Scope,
  taintOf,
  text,
  UNKNOWN,
  unknown,
  type Value,
} from "./value.ts";

/** Evaluates code as far as it is constant, and writes down what its calls of the library would do. Never throws. */
export function evaluate(code: Code, scope: Scope, machine: Machine): Value {
  const { context } = machine.invocation;
  if (context.levels >= MAX_LEVELS) {
    tooDeep(machine, code);
    return UNKNOWN;
  }
  context.levels++;
  try {
    return evaluateKind(code, scope, machine);
  } finally {
    context.levels--;
  }
}

function evaluateKind(code: Code, scope: Scope, machine: Machine): Value {
  switch (code.kind) {
    case "constant":
      return { kind: "constant", value: code.value };
    case "text":
      return written(code, scope, machine);
    case "name":
      return find(code.name, scope, machine);
    case "member":
      return member(evaluate(code.of, scope, machine), code.name, machine);
    case "index":
      return indexed(evaluate(code.of, scope, machine), evaluate(code.key, scope, machine), machine);
    case "slice":
      return sliced(
        evaluate(code.of, scope, machine),
        [code.from, code.to, code.step].map((part) =>
          part === undefined ? undefined : evaluate(part, scope, machine),
        ),
      );
    case "call":
      return work(machine) ? call(code, scope, machine) : UNKNOWN;
    case "list":
      return list(code.items.flatMap((item) => spread(item, scope, machine)));
    case "spread":
      return evaluate(code.of, scope, machine);
    case "dict":
      return dictionary(code, scope, machine);
    case "binary":
      return binary(code.operator, evaluate(code.left, scope, machine), evaluate(code.right, scope, machine), machine);
    case "either":
      return maybe(machine, () => either(code.of.map((one) => evaluate(one, scope, machine))));
    case "function": {
      const made: Value = { kind: "function", lambda: code, scope };
      if (code.name !== undefined) scope.names.set(code.name, made);
      return made;
    }
    case "class": {
      const members = new Map<string, Value>();
      for (const entry of code.members) {
        const value = evaluate(entry.value, { names: new Map(), parent: scope, outer: new Set() }, machine);
        if (entry.key?.kind === "text") members.set(firstText(evaluate(entry.key, scope, machine)), value);
      }
      const made: Value = { kind: "class", members };
      if (code.name !== undefined) scope.names.set(code.name, made);
      return made;
    }
    case "assign":
      return assign(code, scope, machine);
    case "import":
      return imported(code, scope, machine);
    case "block":
      return block(code, scope, machine);
    case "branch":
      return branch(code, scope, machine);
    case "loop":
      return loop(code, scope, machine);
    case "return": {
      const value = code.value === undefined ? NULL : evaluate(code.value, scope, machine);
      machine.returns.at(-1)?.push(value);
      return value;
    }
    case "command":
      return command(asText(evaluate(code.text, scope, machine)), machine, code);
    case "outer":
      for (const name of code.names) scope.outer.add(name);
      return NULL;
    case "too-deep":
      tooDeep(machine, code);
      return UNKNOWN;
    case "parts":
      return unknown(code.of.map((part) => taintOf(evaluate(part, scope, machine))).reduce(joinTaint, CLEAN));
  }
}

function written(code: CodeOf<"text">, scope: Scope, machine: Machine): Value {
  let out = text("");
  for (const part of code.parts)
    out = concat(out, typeof part === "string" ? text(part) : evaluate(part, scope, machine));
  return out;
}

function spread(item: Code, scope: Scope, machine: Machine): readonly Value[] {
  const value = evaluate(item, scope, machine);
  if (item.kind !== "spread") return [value];
  return itemsOf(value) ?? [unknown(taintOf(value))];
}

function dictionary(code: CodeOf<"dict">, scope: Scope, machine: Machine): Value {
  const entries = new Map<string, Value>();
  let taint = CLEAN;
  for (const entry of code.entries) {
    const value = evaluate(entry.value, scope, machine);
    if (entry.key !== undefined) {
      for (const key of asText(evaluate(entry.key, scope, machine)).texts) entries.set(key, value);
    } else if (value.kind === "dict") {
      for (const [key, inner] of value.entries) entries.set(key, inner);
      taint = joinTaint(taint, value.taint);
    } else taint = joinTaint(taint, taintOf(value));
  }
  return { kind: "dict", entries, taint };
}

function assign(code: CodeOf<"assign">, scope: Scope, machine: Machine): Value {
  if (!work(machine)) return UNKNOWN;
  const given = evaluate(code.value, scope, machine);
  const before = code.how === "add" ? evaluate(code.target, scope, machine) : undefined;
  const value =
    before === undefined
      ? given
      : before.kind === "list"
        ? list([...before.items, ...(itemsOf(given) ?? [given])])
        : binary("+", before, given, machine);
  bind(code.target, value, scope, machine, code.how === "declare");
  return value;
}

function imported(code: CodeOf<"import">, scope: Scope, machine: Machine): Value {
  const name = machine.library.canonical(code.module);
  const whole: Value = { kind: "library", name };
  if (code.as !== undefined) scope.names.set(code.as, whole);
  if (code.wild === true) machine.wild.push(name);
  for (const [from, local] of code.names) scope.names.set(local, member(whole, from, machine));
  return whole;
}

function block(code: CodeOf<"block">, scope: Scope, machine: Machine): Value {
  // Functions may be called above the place where they are written.
  for (const inner of code.body)
    if (inner.kind === "function" && inner.name !== undefined) evaluate(inner, scope, machine);
  let last: Value = NULL;
  for (const inner of code.body) {
    if (!work(machine)) break;
    last = evaluate(inner, scope, machine);
  }
  return last;
}

function maybe<T>(machine: Machine, run: () => T): T {
  machine.conditional++;
  try {
    return run();
  } finally {
    machine.conditional--;
  }
}

function branch(code: CodeOf<"branch">, scope: Scope, machine: Machine): Value {
  for (const test of code.test) evaluate(test, scope, machine);
  const narrowed = code.filters ? narrow(scope) : [];
  const values = maybe(machine, () => code.bodies.map((body) => evaluate(body, scope, machine)));
  for (const [name, value] of narrowed) scope.names.set(name, value);
  return either(values);
}

/** Behind a test of its name a listed name is some of the folder's and not all of them. */
function narrow(scope: Scope): readonly (readonly [string, Value])[] {
  const before: (readonly [string, Value])[] = [];
  for (const [name, value] of scope.names) {
    if (value.kind !== "text" || value.wild === undefined) continue;
    before.push([name, value]);
    const { wild: _, ...plain } = value;
    scope.names.set(name, { ...plain, texts: eachText(value.texts, (one) => one.replace(/\*+/g, DYNAMIC)) });
  }
  return before;
}

function loop(code: CodeOf<"loop">, scope: Scope, machine: Machine): Value {
  const over = code.over === undefined ? undefined : evaluate(code.over, scope, machine);
  if (code.endless) machine.endless++;
  const made: Value[] = [];
  for (const item of over === undefined ? [undefined] : rounds(over)) {
    if (!work(machine)) break;
    if (code.target !== undefined && item !== undefined) bind(code.target, item, scope, machine, true);
    made.push(evaluate(code.body, scope, machine));
  }
  if (code.endless) machine.endless--;
  // The value of a comprehension; statements' loops have none that anything asks for.
  return list(made);
}

/** The values that a loop's variable takes: one by one where they are few and known, else all at once. */
export function rounds(over: Value): readonly Value[] {
  const items = itemsOf(over);
  if (items === undefined) {
    if (over.kind === "dict") return rounds(list([...over.entries.keys()].map((key) => text(key))));
    return [over.kind === "text" && over.wild !== undefined ? over : unknown(taintOf(over))];
  }
  if (items.length === 0) return [];
  if (items.length <= MAX_ROUNDS) return items;
  return [either(items)];
}
