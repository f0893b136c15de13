import { environmentValue, type Machine } from "./machine.ts";
import { taintOf, UNKNOWN, unknown, type Value } from "./value.ts";

/** `value.name`, where it is not called. */
export function member(value: Value, name: string, machine: Machine): Value {
  switch (value.kind) {
    case "library": {
      // `__import__("a.b")` gives a, whose b comes next: the module is named already.
      if (value.name.includes(".") && value.name.endsWith(`.${name}`)) return value;
      const full = machine.library.canonical(value.name === "" ? name : `${value.name}.${name}`);
      return machine.library.constants.get(full)?.(machine) ?? { kind: "library", name: full };
    }
    case "dict":
      return value.entries.get(name) ?? unknown(value.taint);
    case "object": {
      if (value.type === "environment") return environmentValue(machine, name);
      const field = value.fields.get(name);
      return field ?? property(value.type, value, name, machine) ?? unknown(taintOf(value));
    }
    case "class":
      return value.members.get(name) ?? UNKNOWN;
    case "any": {
      const found = value.of.map((one) => member(one, name, machine)).find((one) => one.kind !== "unknown");
      return found ?? unknown(taintOf(value));
    }
    default:
      return property(value.kind, value, name, machine) ?? unknown(taintOf(value));
  }
}

/** A member that the tables compute: `path.parent`, `list.length`. */
function property(type: string, self: Value, name: string, machine: Machine): Value | undefined {
  const operation = machine.library.methods.get(`${type}.${name}`);
  return operation?.({ name, args: [], named: new Map(), self, machine, at: { start: 0, end: 0 } });
}
