import { DYNAMIC } from "../../model/effect.ts";
import { spend } from "../context.ts";
import { CLEAN, joinTaint } from "../shell/value.ts";
import { callMember, convert } from "./members.ts";
import { binary } from "./operators.ts";
import { note, type Session } from "./session.ts";
import { runStatement, runStatements } from "./statements.ts";
import type { Expression } from "./syntax.ts";
import {
  alternatives,
  concat,
  dynamic,
  each,
  gathered,
  isDynamic,
  itemsOf,
  known,
  list,
  NOTHING,
  type Value,
} from "./value.ts";
import { variable } from "./variables.ts";

/** The value of an expression; commands inside it are run. */
export function evaluate(node: Expression, session: Session): Value {
  if (!spend(session.context)) return dynamic();
  switch (node.type) {
    case "text":
      return node.parts.reduce<Value>(
        (all, part) => concat(all, typeof part === "string" ? known(part) : inText(evaluate(part, session))),
        known(""),
      );
    case "variable":
      return variable(node.name, session);
    case "array":
      return list(node.items.map((item) => evaluate(item, session)));
    case "group":
      return runStatements(node.statements, session);
    case "table": {
      const table = new Map<string, Value>();
      for (const [key, value] of node.entries) {
        const name = evaluate(key, session).text.toLowerCase();
        table.set(name, value === undefined ? NOTHING : runStatement(value, session));
      }
      const taint = [...table.values()].reduce((all, value) => joinTaint(all, value.taint), CLEAN);
      const text = [...table].map(([name, value]) => `${name}=${value.text}`).join("&");
      return { text, taint, table };
    }
    case "block":
      return {
        text: session.frame.source.slice(node.start + 1, node.end - 1),
        taint: CLEAN,
        block: { body: node.block, frame: session.frame },
      };
    case "type":
      return { ...known(node.name), type: node.name, isType: true };
    case "cast": {
      const value = evaluate(node.of, session);
      return convert(node.to, value, session, node);
    }
    case "unary": {
      const value = evaluate(node.of, session);
      return unary(node.operator, value);
    }
    case "binary":
      return binary(node.operator, evaluate(node.left, session), evaluate(node.right, session));
    case "member": {
      const of = evaluate(node.of, session);
      const name = evaluate(node.name, session).text.toLowerCase();
      const args = node.args?.map((arg) => evaluate(arg, session));
      return callMember({ of, name, args, isStatic: node.isStatic, at: node }, session);
    }
    case "index":
      return indexed(evaluate(node.of, session), evaluate(node.at, session));
    case "splat":
      return variable(node.name, session);
  }
}

/** A value inside a string: of several that it may be, none can be told. */
function inText(value: Value): Value {
  return value.anyOf ? dynamic(value.taint) : value;
}

function unary(operator: string, value: Value): Value {
  switch (operator) {
    case ",":
      return list([value]);
    case "-join":
      return isDynamic(value)
        ? dynamic(value.taint)
        : known(
            each(value)
              .map((item) => item.text)
              .join(""),
            value.taint,
          );
    case "-split":
    case "-csplit":
    case "-isplit":
      return isDynamic(value)
        ? value
        : list(
            value.text
              .trim()
              .split(/\s+/)
              .map((text) => known(text, value.taint)),
          );
    case "+":
    case "-":
      return isDynamic(value) ? value : known(operator === "-" ? `-${value.text}` : value.text, value.taint);
    default:
      return dynamic();
  }
}

/** `$a[0]`, `$a[1,3]`, `$a[-1..-4]`, `'text'[2]`, `$table['key']`. */
function indexed(of: Value, at: Value): Value {
  if (of.table !== undefined) return of.table.get(at.text.toLowerCase()) ?? dynamic(of.taint);
  if (of.anyOf) return alternatives(itemsOf(of).map((item) => indexed(item, at)));
  if (isDynamic(at) || (of.items === undefined && isDynamic(of))) return dynamic(of.taint);
  const pieces: readonly Value[] = of.items ?? [...of.text].map((letter) => known(letter, of.taint));
  const chosen = each(at).map((index) => {
    const number = Number(index.text);
    return pieces.at(Number.isInteger(number) ? number : Number.NaN) ?? NOTHING;
  });
  return gathered(chosen);
}

/** Writes down that text was run whose content may be known or not, and says whether it can be read. */
export function noteCode(value: Value, session: Session, by: string, at: { start: number; end: number }): boolean {
  const { remote, decoded } = value.taint;
  const opaque = value.text.replaceAll(DYNAMIC, "").trim() === "";
  note(
    session,
    {
      kind: "run-code",
      language: "powershell",
      source: remote !== undefined ? "remote" : decoded ? "decoded" : opaque ? "variable" : "inline",
      ...(opaque ? {} : { text: value.text }),
      ...(remote === undefined ? {} : { host: remote }),
      certainty: isDynamic(value) ? "dynamic" : "known",
    },
    by,
    at,
  );
  return !opaque;
}
