import { CLEAN, joinTaint } from "../shell/value.ts";
import { bind } from "./binding.ts";
import { evaluate, rounds } from "./evaluate.ts";
import type { LibraryCall, Operation } from "./library.ts";
import { effect, type Machine, type Place, tooDeep } from "./machine.ts";
import { member } from "./members.ts";
import type { Code, CodeOf } from "./tree.ts";
import {
  either,
  itemsOf,
  list,
  listed,
  MAX_TEXT,
  NULL,
  type Scope,
  taintOf,
  UNKNOWN,
  unknown,
  type Value,
  type ValueOf,
} from "./value.ts";

/** A function is followed this often, and this deep inside itself; after that its calls are unknown. */
const MAX_RUNS = 24;
const MAX_DEPTH = 24;

interface Given {
  readonly args: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export function call(code: CodeOf<"call">, scope: Scope, machine: Machine): Value {
  if (code.callee.kind === "member") {
    const self = evaluate(code.callee.of, scope, machine);
    return callMember(self, code.callee.name, given(code, scope, machine), machine, code);
  }
  const callee = evaluate(code.callee, scope, machine);
  return callValue(callee, given(code, scope, machine), machine, code);
}

function given(code: CodeOf<"call">, scope: Scope, machine: Machine): Given {
  const args: Value[] = [];
  const named = new Map<string, Value>();
  for (const { name, value: written } of code.args) {
    const value = evaluate(written, scope, machine);
    if (name !== undefined) named.set(name, value);
    else if (written.kind !== "spread") args.push(value);
    else if (value.kind === "dict") for (const [key, inner] of value.entries) named.set(key, inner);
    else args.push(...(itemsOf(value) ?? [unknown(taintOf(value))]));
  }
  return { args, named };
}

export function callValue(callee: Value, from: Given, machine: Machine, at: Place): Value {
  switch (callee.kind) {
    case "library":
      return callLibrary(machine.library.functions.get(callee.name), callee.name, undefined, from, machine, at);
    case "function":
      return callFunction(callee, from.args, from.named, machine);
    case "class":
      return instance(callee, from, machine);
    case "any":
      return either(callee.of.map((one) => callValue(one, from, machine, at)));
    case "object":
      return callLibrary(machine.library.methods.get(`${callee.type}#()`), callee.type, callee, from, machine, at);
    case "text":
      // PHP calls a function by its name's text.
      if (machine.library.openNames && callee.texts.length === 1)
        return callValue({ kind: "library", name: callee.texts[0] }, from, machine, at);
      return callbacks(unknown(callee.taint), from, machine);
    default:
      return callbacks(unknown(taintOf(callee)), from, machine);
  }
}

function callMember(self: Value, name: string, from: Given, machine: Machine, at: Place): Value {
  switch (self.kind) {
    case "library": {
      const borrowed = machine.library.functions.has(self.name) ? borrow(name, from) : undefined;
      if (borrowed !== undefined) return name === "bind" ? self : callValue(self, borrowed, machine, at);
      const made = member(self, name, machine);
      // What holds for every value (a promise's `then`) holds for a module, too.
      const { functions, methods: all } = machine.library;
      const known = made.kind !== "library" || functions.has(made.name);
      if (known || !(all.has(`#${name}`) || all.has(`library#${name}`))) return callValue(made, from, machine, at);
      break;
    }
    case "any":
      return either(self.of.map((one) => callMember(one, name, from, machine, at)));
    case "dict": {
      const own = self.entries.get(name);
      if (own !== undefined) return callMethod(own, self, from, machine, at);
      break;
    }
    case "object": {
      const own = self.fields.get(name);
      if (own?.kind === "function" || own?.kind === "library") return callMethod(own, self, from, machine, at);
      break;
    }
    case "class": {
      const own = self.members.get(name);
      if (own !== undefined) return callMethod(own, undefined, from, machine, at);
      if (name === "new") return instance(self, from, machine);
      break;
    }
    case "function": {
      // `f.()` and `f.call()` of Ruby
      if (name === "()" || (name === "call" && machine.library.openNames))
        return callFunction(self, from.args, from.named, machine);
      const borrowed = borrow(name, from);
      if (borrowed !== undefined)
        return name === "bind" ? self : callFunction(self, borrowed.args, from.named, machine);
      break;
    }
    default:
  }
  const type = self.kind === "object" ? self.type : self.kind;
  const { methods } = machine.library;
  const operation = methods.get(`${type}#${name}`) ?? methods.get(`#${name}`);
  return callLibrary(operation, name, self, from, machine, at);
}

/** What a function is given through Function.prototype.call, apply and bind; undefined for any other member. */
function borrow(name: string, from: Given): Given | undefined {
  if (name === "call" || name === "bind") return { args: from.args.slice(1), named: from.named };
  return name === "apply" ? { args: listed(from.args[1]), named: from.named } : undefined;
}

function callMethod(own: Value, self: Value | undefined, from: Given, machine: Machine, at: Place): Value {
  if (own.kind !== "function") return callValue(own, from, machine, at);
  const bound: Value = { ...own, self };
  return callFunction(bound, from.args, from.named, machine);
}

function callLibrary(
  operation: Operation | undefined,
  name: string,
  self: Value | undefined,
  from: Given,
  machine: Machine,
  at: Place,
): Value {
  const of: LibraryCall = { name, args: from.args, named: from.named, self, machine, at };
  const result = operation?.(of);
  if (result !== undefined && operation !== undefined && CONSUMES.has(operation)) return result;
  const taint = [...from.args, ...from.named.values()].map((value) => taintOf(value)).reduce(joinTaint, taintOf(self));
  return callbacks(result ?? unknown(taint), from, machine);
}

/** Operations that run the functions that they are given by themselves. */
export const CONSUMES = new Set<Operation>();

/** Functions that are handed over will be called, with what comes of the call. */
function callbacks(result: Value, from: Given, machine: Machine): Value {
  for (const value of [...from.args, ...from.named.values()].flatMap(handlers)) {
    const item = result.kind === "list" || result.kind === "any" ? either(rounds(result)) : result;
    machine.conditional++;
    callFunction(value, [item, item, item], new Map(), machine);
    machine.conditional--;
  }
  return result;
}

function handlers(value: Value): readonly Value[] {
  if (value.kind === "function") return [value];
  return value.kind === "dict" ? [...value.entries.values()].filter((entry) => entry.kind === "function") : [];
}

function instance(made: ValueOf<"class">, from: Given, machine: Machine): Value {
  const self: Value = { kind: "dict", entries: new Map(made.members), taint: CLEAN };
  const start = ["__init__", "constructor", "initialize", "__construct"]
    .map((name) => made.members.get(name))
    .find((one) => one !== undefined);
  if (start?.kind === "function") callFunction({ ...start, self }, from.args, from.named, machine);
  return self;
}

/** Runs a function's body with its parameters bound; its value is all that it may return. */
export function callFunction(
  value: Value,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
  machine: Machine,
): Value {
  if (value.kind !== "function")
    return value.kind === "library" ? callValue(value, { args, named }, machine, { start: 0, end: 0 }) : UNKNOWN;
  const { lambda } = value;
  const runs = machine.runs.get(lambda) ?? 0;
  if (machine.running.includes(lambda)) {
    recursed(machine);
    return UNKNOWN;
  }
  if (machine.running.length >= MAX_DEPTH) {
    tooDeep(machine, lambda.body);
    return UNKNOWN;
  }
  if (runs >= MAX_RUNS) return UNKNOWN;
  machine.runs.set(lambda, runs + 1);
  const scope: Scope = { names: new Map(), parent: value.scope, outer: new Set() };
  bindParameters(lambda.parameters, selfFirst(value, args, machine), named, scope, machine);
  const block = args.findLast((one) => one.kind === "function");
  if (block !== undefined && !scope.names.has("yield")) scope.names.set("yield", block);
  machine.running.push(lambda);
  const returned: Value[] = [];
  machine.returns.push(returned);
  const last = evaluate(lambda.body, scope, machine);
  machine.running.pop();
  machine.returns.pop();
  if (lambda.lastIsValue) returned.push(last);
  return returned.length === 0 ? NULL : either(returned);
}

/** Python hands the object to the first parameter; elsewhere it is `this` or `self`. */
function selfFirst(value: Value, args: readonly Value[], machine: Machine): readonly Value[] {
  if (value.kind !== "function" || value.self === undefined) return args;
  if (machine.library.localByDefault) return [value.self, ...args];
  for (const name of ["this", "$this"]) value.scope.names.set(name, value.self);
  return args;
}

function bindParameters(
  parameters: readonly Code[],
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
  scope: Scope,
  machine: Machine,
): void {
  for (const [index, parameter] of parameters.entries()) {
    const target = parameter.kind === "assign" ? parameter.target : parameter;
    const byName = target.kind === "name" ? named.get(target.name.replace(/^\$/, "")) : undefined;
    if (parameter.kind === "spread") bind(parameter.of, list(args.slice(index)), scope, machine, true);
    else bind(parameter, byName ?? args[index] ?? UNKNOWN, scope, machine, true);
  }
}

/** A fork in a function that calls itself doubles without end. */
function recursed(machine: Machine): void {
  if (machine.forks) effect(machine, { kind: "system", action: "fork-bomb", object: "" }, { start: 0, end: MAX_TEXT });
}
