import type { EffectKind } from "../model/effect.ts";
import type { CompiledClause, Condition, Matcher, Test } from "./compiled.ts";
import { effectKinds, type Field, fieldsOf, isEffectKind } from "./fields.ts";
import { type Check, isTable, type Path, readMatcher } from "./matchers.ts";
import { nearest } from "./problems.ts";

/** An expression before its clauses have numbers. */
export type Draft =
  | { readonly clause: CompiledClause }
  | { readonly all: readonly Draft[] }
  | { readonly any: readonly Draft[] }
  | { readonly not: Draft }
  | { readonly flow: readonly [Draft, Draft] };

const combinations = ["all", "any", "not", "flow"];

/** Reads `when` and `unless` of a rule; undefined where something is wrong, which is then reported. */
export function readWhen(when: unknown, unless: unknown, check: Check): Draft | undefined {
  const draft = readExpression(when, ["when"], check);
  if (draft === undefined) return undefined;
  if (!needsEffect(draft)) {
    check.report(["when"], "it could match without any effect", "put the `not` beside a clause that must match");
    return undefined;
  }
  const exceptions = readUnless(unless, kindsOf(draft), check);
  return exceptions === undefined ? undefined : withExceptions(draft, exceptions);
}

function readExpression(raw: unknown, path: Path, check: Check): Draft | undefined {
  if (!isTable(raw)) {
    check.report(path, "a clause is a table", 'write { effect = "…", … }');
    return undefined;
  }
  if ("effect" in raw) {
    const clause = readClause(raw, path, check);
    return clause && { clause };
  }
  const parts: (Draft | undefined)[] = [];
  for (const [key, value] of Object.entries(raw)) {
    const at = [...path, key];
    if (key === "all" || key === "any") parts.push(readList(key, value, at, check));
    else if (key === "not") {
      const inner = readExpression(value, at, check);
      parts.push(inner && { not: inner });
    } else if (key === "flow") parts.push(readFlow(value, at, check));
    else {
      check.report(at, `a clause needs \`effect\`, and \`${key}\` is no combination`, 'add effect = "…"');
      parts.push(undefined);
    }
  }
  if (parts.length === 0) check.report(path, "it asks nothing", 'write { effect = "…", … }');
  const good = parts.filter((part) => part !== undefined);
  if (good.length < parts.length || good.length === 0) return undefined;
  return good.length === 1 ? good[0] : { all: good };
}

function readList(key: "all" | "any", raw: unknown, path: Path, check: Check): Draft | undefined {
  if (!Array.isArray(raw) || raw.length === 0) {
    check.report(path, `\`${key}\` takes a list of clauses`, `write ${key} = [ { … } ]`);
    return undefined;
  }
  const read = raw.map((element, i) => readExpression(element, [...path, i], check));
  const good = read.filter((draft) => draft !== undefined);
  if (good.length < read.length) return undefined;
  return key === "all" ? { all: good } : { any: good };
}

function readFlow(raw: unknown, path: Path, check: Check): Draft | undefined {
  if (!isTable(raw) || Object.keys(raw).sort().join() !== "from,to") {
    check.report(path, "`flow` takes `from` and `to`", "write flow = { from = { … }, to = { … } }");
    return undefined;
  }
  const ends = (["from", "to"] as const).map((end) => {
    const draft = readExpression(raw[end], [...path, end], check);
    if (draft === undefined || isEnd(draft)) return draft;
    check.report([...path, end], `\`${end}\` is a clause or \`any\` of clauses`);
    return undefined;
  });
  const [from, to] = ends;
  return from && to && { flow: [from, to] };
}

function isEnd(draft: Draft): boolean {
  return "clause" in draft || ("any" in draft && draft.any.every(isEnd));
}

function readClause(raw: Readonly<Record<string, unknown>>, path: Path, check: Check): Condition | undefined {
  const mixed = combinations.find((key) => key in raw && key !== "all");
  if (mixed !== undefined) {
    check.report([...path, mixed], `\`${mixed}\` cannot stand in a clause`, "put both into all = [ … ]");
    return undefined;
  }
  const kinds = readKinds(raw.effect, [...path, "effect"], check);
  return kinds && readTests(raw, kinds, path, check);
}

function readKinds(raw: unknown, path: Path, check: Check): readonly EffectKind[] | undefined {
  if (raw === "*") return effectKinds;
  const names: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  const kinds: EffectKind[] = [];
  for (const name of names) {
    if (typeof name === "string" && isEffectKind(name)) kinds.push(name);
    else {
      const near = nearest(String(name), effectKinds);
      check.report(
        path,
        `there is no effect \`${String(name)}\``,
        near ? `did you mean \`${near}\`?` : `write one of ${effectKinds.join(", ")}`,
      );
    }
  }
  if (names.length === 0) check.report(path, "an empty list never matches", "name an effect");
  return kinds.length === names.length && kinds.length > 0 ? [...new Set(kinds)].sort() : undefined;
}

function readTests(raw: Readonly<Record<string, unknown>>, kinds: readonly EffectKind[], path: Path, check: Check) {
  const tests: Test[] = [];
  let wrong = false;
  for (const [name, value] of Object.entries(raw)) {
    if (name === "effect") continue;
    const field = fieldFor(name, kinds, [...path, name], check);
    const matcher = field && readMatcher(value, field, [...path, name], check);
    if (matcher === undefined || !possible(name, matcher, kinds, [...path, name], check)) wrong = true;
    else tests.push([name, matcher]);
  }
  return wrong ? undefined : { kinds, tests: tests.sort(byCost) };
}

/** The field as all the kinds have it: its values are those of any of them. */
function fieldFor(name: string, kinds: readonly EffectKind[], path: Path, check: Check): Field | undefined {
  const fields: Field[] = [];
  for (const kind of kinds) {
    const known = fieldsOf(kind);
    const field = Object.hasOwn(known, name) ? known[name] : undefined;
    if (field === undefined) {
      const near = nearest(name, Object.keys(known));
      const help = near ? `did you mean \`${near}\`?` : `it has ${Object.keys(known).join(", ")}`;
      check.report(path, `the effect \`${kind}\` has no field \`${name}\``, help);
      return undefined;
    }
    fields.push(field);
  }
  const { type } = fields[0] as Field;
  if (fields.some((field) => field.type !== type)) {
    check.report(path, `\`${name}\` is not the same for ${kinds.join(", ")}`, "split the clause with any = [ … ]");
    return undefined;
  }
  const values = fields.map((field) => field.values);
  return values.every((list) => list !== undefined) ? { type, values: [...new Set(values.flat())] } : { type };
}

/** INVARIANT: a rule that can never match cannot be built: each kind must be able to have one of the values. */
function possible(name: string, matcher: Matcher, kinds: readonly EffectKind[], path: Path, check: Check): boolean {
  if (matcher.op !== "is") return true;
  for (const kind of kinds) {
    const values = fieldsOf(kind)[name]?.values;
    if (values === undefined || matcher.values.some((value) => values.includes(value as string))) continue;
    check.report(path, `\`${name}\` of \`${kind}\` never has such a value`, "split the clause with any = [ … ]");
    return false;
  }
  return true;
}

const costs: Readonly<Record<Matcher["op"], number>> = {
  is: 0,
  exists: 0,
  longer: 0,
  host: 1,
  glob: 2,
  path: 2,
  not: 3,
  any: 3,
  all: 3,
  phrases: 4,
  pattern: 4,
  detect: 5,
};

function byCost([a, left]: Test, [b, right]: Test): number {
  return costs[left.op] - costs[right.op] || (a < b ? -1 : 1);
}

function readUnless(raw: unknown, kinds: readonly EffectKind[], check: Check): readonly Condition[] | undefined {
  if (raw === undefined) return [];
  const many = Array.isArray(raw);
  const read = (many ? raw : [raw]).map((clause: unknown, i) => {
    const path = many ? ["unless", i] : ["unless"];
    if (!isTable(clause) || Object.keys(clause).length === 0) {
      check.report(path, "`unless` takes clauses", "write { field = … }");
      return undefined;
    }
    if ("effect" in clause) return readClause(clause, path, check);
    const fitting = kinds.filter((kind) => Object.keys(clause).every((name) => Object.hasOwn(fieldsOf(kind), name)));
    return readTests(clause, fitting.length > 0 ? fitting : kinds, path, check);
  });
  const good = read.filter((condition) => condition !== undefined);
  return good.length < read.length ? undefined : good;
}

function withExceptions(draft: Draft, exceptions: readonly Condition[]): Draft {
  if ("clause" in draft) {
    const unless = exceptions.filter(({ kinds }) => kinds.some((kind) => draft.clause.kinds.includes(kind)));
    return unless.length === 0 ? draft : { clause: { ...draft.clause, unless } };
  }
  if ("all" in draft) return { all: draft.all.map((part) => withExceptions(part, exceptions)) };
  if ("any" in draft) return { any: draft.any.map((part) => withExceptions(part, exceptions)) };
  if ("flow" in draft)
    return { flow: [withExceptions(draft.flow[0], exceptions), withExceptions(draft.flow[1], exceptions)] };
  return draft;
}

function needsEffect(draft: Draft): boolean {
  if ("all" in draft) return draft.all.some(needsEffect);
  if ("any" in draft) return draft.any.every(needsEffect);
  return !("not" in draft);
}

function kindsOf(draft: Draft): readonly EffectKind[] {
  if ("clause" in draft) return draft.clause.kinds;
  if ("not" in draft) return [];
  const parts = "all" in draft ? draft.all : "any" in draft ? draft.any : draft.flow;
  return [...new Set(parts.flatMap(kindsOf))];
}
