import { CLEAN } from "../shell/value.ts";
import { evaluate } from "./evaluate.ts";
import type { Machine } from "./machine.ts";
import { member } from "./members.ts";
import { indexed } from "./operators.ts";
import type { Code } from "./tree.ts";
import { either, firstText, itemsOf, list, type Scope, taintOf, UNKNOWN, unknown, type Value } from "./value.ts";

export function find(name: string, scope: Scope, machine: Machine): Value {
  // `&f` and `&$f` of Perl call what `f` and `$f` are.
  if (name.startsWith("&")) return find(name.slice(1), scope, machine);
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const value = at.names.get(name);
    if (value !== undefined) return value;
  }
  for (const module of machine.wild) {
    const full = machine.library.canonical(`${module}.${name}`);
    if (machine.library.functions.has(full)) return { kind: "library", name: full };
  }
  const constant = machine.library.constants.get(name)?.(machine);
  if (constant !== undefined) return constant;
  const known = machine.library.globals.get(name);
  if (known !== undefined) return known;
  return machine.library.openNames ? { kind: "library", name } : UNKNOWN;
}

/** Binds a name, an element, or a pattern of them. */
export function bind(target: Code, value: Value, scope: Scope, machine: Machine, declare: boolean): void {
  switch (target.kind) {
    case "name":
      bindName(target.name, value, scope, machine, declare);
      return;
    case "member":
      put(evaluate(target.of, scope, machine), target.name, value);
      return;
    case "index": {
      let of = evaluate(target.of, scope, machine);
      if (machine.library.openNames && target.of.kind === "name" && (of.kind === "library" || isHash(target.of, of))) {
        // `$a['k'] = …` makes the array (PHP, Perl); a hash of Perl may be written as a list.
        of = { kind: "dict", entries: new Map(pairs(of)), taint: CLEAN };
        bindName(target.of.name, of, scope, machine, false);
      }
      put(of, firstText(evaluate(target.key, scope, machine)), value);
      return;
    }
    case "list": {
      const items = itemsOf(value);
      for (const [index, inner] of target.items.entries()) {
        const rest = inner.kind === "spread";
        const item = rest
          ? items === undefined
            ? value
            : list(items.slice(index))
          : (items?.[index] ?? unknown(taintOf(value)));
        bind(rest ? inner.of : inner, item, scope, machine, declare);
      }
      return;
    }
    case "dict":
      for (const { key, value: inner } of target.entries) {
        if (key === undefined) bind(inner, value, scope, machine, declare);
        else {
          const name = evaluate(key, scope, machine);
          const part =
            value.kind === "library" || value.kind === "object"
              ? member(value, firstText(name), machine)
              : indexed(value, name, machine);
          bind(inner, part, scope, machine, declare);
        }
      }
      return;
    case "assign": {
      // a parameter with a default
      const missing = value === UNKNOWN || (value.kind === "constant" && value.value === null);
      const given = missing ? evaluate(target.value, scope, machine) : value;
      bind(target.target, given, scope, machine, declare);
      return;
    }
    default:
  }
}

function isHash(name: Code, value: Value): boolean {
  return name.kind === "name" && name.name.startsWith("%") && value.kind === "list";
}

function pairs(value: Value): readonly (readonly [string, Value])[] {
  const items = value.kind === "list" ? value.items : [];
  return items.flatMap((item, index) => (index % 2 === 0 ? [[firstText(item), items[index + 1] ?? UNKNOWN]] : []));
}

function bindName(name: string, value: Value, scope: Scope, machine: Machine, declare: boolean): void {
  const home = declare ? scope : holder(name, scope, machine);
  const before = home.names.get(name);
  home.names.set(name, machine.conditional > 0 && before !== undefined && !declare ? either([before, value]) : value);
}

function holder(name: string, scope: Scope, machine: Machine): Scope {
  if (scope.outer.has(name)) return machine.top;
  if (machine.library.localByDefault) return scope;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.names.has(name)) return at;
  // An object's own name is not followed into the object: it is one for all of them.
  return name.startsWith("@") ? machine.top : scope;
}

function put(holderOf: Value, name: string, value: Value): void {
  if (holderOf.kind === "dict") holderOf.entries.set(name, value);
  else if (holderOf.kind === "object") holderOf.fields.set(name, value);
}
