import type { Cmdlet } from "./cmdlet.ts";
import { evaluate } from "./evaluate.ts";
import type { Session } from "./session.ts";
import type { CommandElement } from "./syntax.ts";
import { each, hashOf, known, list, type Value } from "./value.ts";

/** Parameters that every cmdlet has (about_CommonParameters). */
const COMMON =
  "Verbose|vb Debug|db ErrorAction|ea= WarningAction|wa= InformationAction|infa= ProgressAction= ErrorVariable|ev= WarningVariable|wv= InformationVariable|iv= OutVariable|ov= OutBuffer|ob= PipelineVariable|pv= WhatIf|wi Confirm|cf";

interface Table {
  /** Every name in lower case → the parameter's own. */
  readonly names: ReadonlyMap<string, string>;
  readonly valued: ReadonlySet<string>;
}

const tables = new Map<string, Table>();

function tableOf(declared: string): Table {
  const earlier = tables.get(declared);
  if (earlier !== undefined) return earlier;
  const names = new Map<string, string>();
  const valued = new Set<string>();
  for (const word of `${declared} ${COMMON}`.split(" ").filter((text) => text !== "")) {
    const aliases = word.replace(/=$/, "").toLowerCase();
    const own = aliases.replace(/\|.*/, "");
    for (const alias of aliases.split("|")) if (!names.has(alias)) names.set(alias, own);
    if (word.endsWith("=")) valued.add(own);
  }
  const table = { names, valued };
  tables.set(declared, table);
  return table;
}

/** The parameter that a name means: itself, or the first that begins so. */
function complete(name: string, table: Table): string | undefined {
  const key = name.toLowerCase();
  const exact = table.names.get(key);
  if (exact !== undefined) return exact;
  for (const [candidate, own] of table.names) if (candidate.startsWith(key)) return own;
  return undefined;
}

/** Whether every dashed argument is a parameter of this cmdlet, so that the name means it and not a program. */
export function fitsParameters(element: CommandElement, cmdlet: Cmdlet): boolean {
  const table = tableOf(cmdlet.parameters ?? "");
  return element.args.every((arg) => {
    if (arg.type === "parameter") return complete(arg.name, table) !== undefined;
    return arg.type === "value" && !(arg.value.type === "text" && /^--?\w/.test(String(arg.value.parts[0])));
  });
}

export interface Bound {
  readonly parameters: ReadonlyMap<string, Value>;
  readonly rest: readonly Value[];
  readonly words: readonly Value[];
}

/** Ties arguments to parameters, by name and then by place. */
export function bind(element: CommandElement, cmdlet: Cmdlet, session: Session): Bound {
  const table = tableOf(cmdlet.parameters ?? "");
  const parameters = new Map<string, Value>();
  const free: Value[] = [];
  const words: Value[] = [];
  let taken = -1;
  for (const [i, arg] of element.args.entries()) {
    if (i === taken) continue;
    if (arg.type === "verbatim") {
      words.push(...arg.text.split(/\s+/).map((text) => known(text)));
      continue;
    }
    if (arg.type === "value") {
      const value = evaluate(arg.value, session);
      if (arg.value.type === "splat") {
        for (const [name, entry] of hashOf(value)) parameters.set(complete(name, table) ?? name, entry);
        if (value.table === undefined) free.push(...each(value));
      } else free.push(value);
      words.push(value);
      continue;
    }
    const name = complete(arg.name, table) ?? arg.name.toLowerCase();
    words.push(known(`-${arg.name}${arg.value === undefined ? "" : ":"}`));
    const next = element.args[i + 1];
    if (arg.value !== undefined) {
      const value = evaluate(arg.value, session);
      words[words.length - 1] = known(`-${arg.name}:${value.text}`);
      // `-Recurse:$false` takes a switch back.
      if (table.valued.has(name) || value.text.toLowerCase() !== "false") parameters.set(name, value);
    } else if (table.valued.has(name) && next?.type === "value") {
      const value = evaluate(next.value, session);
      parameters.set(name, value);
      words.push(value);
      taken = i + 1;
    } else parameters.set(name, known("True"));
  }
  const places = (cmdlet.positions ?? "")
    .toLowerCase()
    .split(" ")
    .filter((place) => place !== "" && !parameters.has(place));
  const rest: Value[] = [];
  for (const [index, value] of free.entries()) {
    const place = places[index];
    if (place === undefined) rest.push(value);
    else parameters.set(place, value);
  }
  const last = places.at(-1);
  if (last !== undefined && rest.length > 0) {
    const first = parameters.get(last);
    if (first !== undefined) parameters.set(last, list([first, ...rest]));
  }
  return { parameters, rest, words };
}
