import { DYNAMIC } from "../../model/effect.ts";
import type { ParameterExpansionPart } from "./parse.ts";
import { removed, replaced } from "./pattern.ts";
import { bounded, CLEAN, firstValue, joinTaint, scalar, type Variable } from "./value.ts";
import { type Expander, expandToOne } from "./words.ts";

/** Names whose values come from outside the call and must not leave it. */
const SECRET_NAME =
  /(?:^|_)(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PWD_?HASH|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?|AUTH|DSN|DATABASE_URL|CONNECTION_STRING)(?:_|$)/i;

/** So many letters of a secret do not give it away. */
const MAX_HINT = 8;

/** Dynamic text that is surely not empty. */
const NOT_EMPTY = `${DYNAMIC}x`;

/** Value of `$name` or `${name…}` (bash manual 3.5.3); undefined where it is surely empty. */
export function expandParameter(
  name: string,
  part: ParameterExpansionPart | undefined,
  expander: Expander,
): Variable | undefined {
  const own = lookUp(name, expander);
  if (part === undefined) return own;
  if (part.prefix === "#")
    return scalar(
      own?.kind === "scalar" && !firstValue(own).includes(DYNAMIC) ? String(firstValue(own).length) : DYNAMIC,
    );
  const indirect = part.prefix === "!" ? indirection(own, expander) : own;
  const picked =
    part.index === undefined ? firstOfArray(indirect, name) : element(indirect, expandToOne(part.index, expander).text);
  return part.operation === undefined ? picked : operate(picked, name, part, expander);
}

function lookUp(name: string, expander: Expander): Variable | undefined {
  const { state, context } = expander;
  if (name === "@" || name === "*") return { kind: "array", values: state.positional, taint: CLEAN };
  if (/^\d+$/.test(name)) {
    if (name === "0") return state.variables.get(name) ?? scalar("bash");
    const value = state.positional[Number(name) - 1];
    return value === undefined ? undefined : scalar(value);
  }
  const set = state.variables.get(name);
  if (set !== undefined) return set;
  if (name === "PWD") return scalar(state.cwd ?? DYNAMIC);
  if (name === "OLDPWD") return scalar(state.previousCwd ?? DYNAMIC);
  if (name === "HOME") return scalar(context.world.home ?? DYNAMIC);
  if (name === "IFS") return scalar(" \t\n");
  // `$$`, `$!`, `$?`, `$#`, RANDOM …: numbers that are never empty.
  if (/^[$!?#-]$/.test(name) || /^(?:RANDOM|SECONDS|BASHPID|PPID|UID|EUID|LINENO|EPOCHSECONDS)$/.test(name))
    return scalar(`0${DYNAMIC}`);
  // Set in script files only (bash manual 5.2): `dirname ""` is where the line itself runs.
  if (name === "BASH_SOURCE") return scalar("");
  const outside = context.world.env(name);
  if (outside !== undefined) return scalar(outside);
  // Where it is not set, programs use the system's own temporary folder (POSIX XBD 8.3).
  if (name === "TMPDIR" && context.world.tempDirs[0] !== undefined) return scalar(context.world.tempDirs[0]);
  return {
    ...scalar(DYNAMIC),
    taint: SECRET_NAME.test(name) ? { ...CLEAN, environment: true, secrets: [name] } : CLEAN,
  };
}

function indirection(variable: Variable | undefined, expander: Expander): Variable | undefined {
  const name = variable?.values[0];
  return name === undefined || name.includes(DYNAMIC) ? scalar(DYNAMIC) : lookUp(name, expander);
}

function firstOfArray(variable: Variable | undefined, name: string): Variable | undefined {
  if (variable?.kind !== "array" || name === "@" || name === "*") return variable;
  const [first] = variable.values;
  return first === undefined ? undefined : scalar(first, variable.taint);
}

function element(variable: Variable | undefined, index: string): Variable | undefined {
  if (variable === undefined || index === "@" || index === "*") return variable;
  if (variable.kind !== "array") return index === "0" ? variable : undefined;
  if (!/^-?\d+$/.test(index)) return { ...variable, kind: "any-of" };
  const value = variable.values.at(Number(index));
  return value === undefined ? undefined : scalar(value, variable.taint);
}

function operate(
  variable: Variable | undefined,
  name: string,
  part: ParameterExpansionPart,
  expander: Expander,
): Variable | undefined {
  const operation = part.operation;
  const outside = isOutside(variable, name, expander);
  switch (operation?.type) {
    case "Default":
      return defaulted(variable, outside, operation.operator, () => {
        const field = expandToOne(operation.operand, expander);
        const value = scalar(field.text, field.taint);
        if (operation.operator.endsWith("=") && (variable === undefined || outside))
          expander.state.variables.set(name, value);
        return value;
      });
    case "Remove":
      return mapped(variable, (text) =>
        removed(text, operation.operator, expandToOne(operation.operand, expander).text),
      );
    case "Replace": {
      const pattern = expandToOne(operation.pattern, expander).text;
      const replacement = expandToOne(operation.replacement, expander).text;
      return mapped(variable, (text) => replaced(text, operation.operator, pattern, replacement));
    }
    case "Slice": {
      const offset = Number(expandToOne(operation.offset, expander).text.trim());
      const length =
        operation.length === undefined ? undefined : Number(expandToOne(operation.length, expander).text.trim());
      if (!Number.isInteger(offset) || (length !== undefined && !Number.isInteger(length))) return scalar(DYNAMIC);
      if (variable?.kind === "array") {
        // Positional parameters count from 1; what a negative length would mean for a list is an error.
        const first = name === "@" || name === "*" ? offset - 1 : offset;
        return { ...variable, values: sliced(variable.values, offset < 0 ? offset : Math.max(0, first), length) };
      }
      const part = mapped(variable, (text) => sliced(text, offset, length));
      // Its first letters only: a sign that it is set, and which one.
      return part !== undefined && offset === 0 && length !== undefined && length <= MAX_HINT
        ? { ...part, taint: { ...part.taint, environment: false } }
        : part;
    }
    case "CaseModification":
      return mapped(variable, (text) => {
        const change = operation.operator.startsWith("^")
          ? (s: string) => s.toUpperCase()
          : (s: string) => s.toLowerCase();
        return operation.operator.length === 2 ? change(text) : change(text.charAt(0)) + text.slice(1);
      });
    case "Transform": {
      const how = operation.operand.value;
      if (how === "U") return mapped(variable, (text) => text.toUpperCase());
      if (how === "L") return mapped(variable, (text) => text.toLowerCase());
      return how === "Q" || how === "E" || how === "P" ? variable : scalar(DYNAMIC);
    }
    default:
      return scalar(DYNAMIC);
  }
}

/** `${x:offset:length}` (bash manual 3.5.3): a negative offset counts from the end, a negative length ends before it. */
function sliced<T extends string | readonly string[]>(whole: T, offset: number, length: number | undefined): T {
  const from = offset < 0 ? Math.max(0, whole.length + offset) : offset;
  const to = length === undefined ? whole.length : length < 0 ? length : from + length;
  return whole.slice(from, to) as T;
}

function isOutside(variable: Variable | undefined, name: string, expander: Expander): boolean {
  return variable !== undefined && !expander.state.variables.has(name) && variable.values[0] === DYNAMIC;
}

function defaulted(
  variable: Variable | undefined,
  outside: boolean,
  operator: string,
  operand: () => Variable,
): Variable | undefined {
  const unset =
    variable === undefined || (variable.kind === "scalar" && variable.values[0] === "" && operator.startsWith(":"));
  const bare = operator.replace(":", "");
  // `${X:?}` stops the shell where X is unset, so what goes on is surely not empty.
  if (bare === "?") return outside ? scalar(NOT_EMPTY) : variable;
  if (bare === "+") return unset ? undefined : operand();
  if (unset) return operand();
  if (!outside) return variable;
  // Not known to be set: the default is what the author expects, and what most shells see.
  const fallback = operand();
  return { ...fallback, taint: joinTaint(variable.taint, fallback.taint) };
}

function mapped(variable: Variable | undefined, change: (text: string) => string): Variable | undefined {
  if (variable === undefined) return undefined;
  return { ...variable, values: variable.values.map((text) => (text === DYNAMIC ? text : bounded(change(text)))) };
}
