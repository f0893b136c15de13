import { findProgram } from "../../interpret/programs/registry.ts";
import { programName } from "../../interpret/programs/run.ts";
import { type Ask, type Expression, NotExpressible } from "./expression.ts";
import { globOf, readKey, readValue, type Wanted } from "./values.ts";

/** Which effect the events of a log source are, and on which system they were seen. */
export interface Source {
  readonly effect: "execute" | "write" | "delete" | "read";
  readonly foldsCase: boolean;
  /** What the rule asks more loosely than Sigma does; collects. */
  readonly notes: Set<string>;
}

/** One selection: a table of fields that must all hold, or a list of such tables. */
export function readSelection(raw: unknown, source: Source): Expression {
  if (Array.isArray(raw)) {
    if (raw.some((part) => typeof part !== "object" || part === null))
      throw new NotExpressible("it searches whole log lines for keywords");
    return { any: raw.map((part) => readSelection(part, source)) };
  }
  if (typeof raw !== "object" || raw === null) throw new NotExpressible("it searches whole log lines for keywords");
  return { all: Object.entries(raw).map(([key, value]) => readField(key, value, source)) };
}

function readField(key: string, raw: unknown, source: Source): Expression {
  const { name, modifiers } = readKey(key);
  const read = FIELDS[name];
  if (read === undefined) throw new NotExpressible(`\`${name}\` is not known of a tool call`);
  const values = Array.isArray(raw) ? raw : [raw];
  if (values.length === 0) throw new NotExpressible(`\`${key}\` names no value`);
  const parts = values.map((value): Expression => {
    const spellings = readValue(value, modifiers, key);
    return { any: spellings.map((wanted) => read(wanted, source)) };
  });
  return modifiers.has("all") ? { all: parts } : { any: parts };
}

const FIELDS: Readonly<Record<string, (wanted: Wanted, source: Source) => Expression>> = {
  Image: image,
  OriginalFileName: image,
  CommandLine: commandLine,
  ParentImage: parent,
  TargetFilename: targetFile,
};

const ask = (field: Ask["field"], glob: string): Expression => ({ ask: { field, glob } });

/** Folders from which a program is found without naming them. */
const SEARCHED = /^(?:\/(?:usr\/(?:local\/)?)?s?bin|[a-z]:\/windows\/(?:system32|syswow64))$/i;

function image(wanted: Wanted, source: Source): Expression {
  const text = wanted.text.replaceAll("\\", "/");
  const cut = text.lastIndexOf("/");
  const [folder, name] = [text.slice(0, Math.max(cut, 0)), text.slice(cut + 1)];
  if (cut < 0) return program(name, wanted.openLeft, wanted.openRight, source);
  if (name !== "" && folder === "" && wanted.openLeft) {
    const named = program(name, false, wanted.openRight, source);
    return wanted.openRight && source.effect === "execute"
      ? { any: [named, ask("path", `**/${globOf(name, false)}*/**`)] }
      : named;
  }
  if (!wanted.openRight && !wanted.openLeft && SEARCHED.test(folder)) return program(name, false, false, source);
  if (source.effect !== "execute") throw new NotExpressible("it asks in which folder the writing program lies");
  return places({ ...wanted, text });
}

/** A program by its name; a name that has a row is known by the row's first name. */
function program(name: string, openLeft: boolean, openRight: boolean, { effect, foldsCase }: Source): Expression {
  const field = effect === "execute" ? "program" : "by";
  const bare = openRight ? name : programName(name, foldsCase);
  const known = openLeft || openRight ? undefined : findProgram(bare)?.names[0];
  if (known !== undefined) return ask(field, globOf(known, false));
  return ask(field, `${openLeft ? "*" : ""}${globOf(bare, foldsCase)}${openRight ? "*" : ""}`);
}

/** A command line is a program and words; what is asked of its text is asked of them one by one. */
function commandLine(wanted: Wanted, source: Source): Expression {
  if (source.effect !== "execute") throw new NotExpressible("it asks for the command line of a writing program");
  const text = wanted.text.replaceAll(/["']/g, " ");
  const words = text.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) throw new NotExpressible("it asks for blanks or quotes in a command line");
  const begins = wanted.openLeft && !/^\s/.test(text);
  const ends = wanted.openRight && !/\s$/.test(text);
  if (words.length > 1) source.notes.add("the words of one text are asked for in any order");
  const word = (at: number): Expression =>
    ask(
      "args",
      `${at === 0 && begins ? "*" : ""}${globOf(words[at] as string, source.foldsCase)}${at === words.length - 1 && ends ? "*" : ""}`,
    );
  const rest = words.slice(1).map((_, i) => word(i + 1));
  const first = words[0] as string;
  const named = program(
    first.slice(Math.max(first.lastIndexOf("/"), first.lastIndexOf("\\")) + 1),
    begins,
    words.length === 1 && ends,
    source,
  );
  const starts: Expression = { all: [named, ...rest] };
  if (!wanted.openLeft) return starts;
  const inside: Expression = { all: [word(0), ...rest] };
  return begins ? { any: [inside, starts] } : inside;
}

/** What an agent runs is run by a shell; of any other parent nothing is known before the call. */
function parent({ text }: Wanted, source: Source): Expression {
  if (!/(?:^|[\\/])(?:(?:ba|z|da|k|fi)?sh|cmd\.exe|powershell\.exe|pwsh(?:\.exe)?)$/i.test(text))
    throw new NotExpressible("it asks which program started this one");
  source.notes.add("that a shell starts the program is taken for granted");
  return { all: [] };
}

function targetFile(wanted: Wanted, source: Source): Expression {
  if (source.effect === "execute") throw new NotExpressible("it asks a process for a file");
  return places({ ...wanted, text: wanted.text.replaceAll("\\", "/") });
}

/** Path globs; the matcher folds case by itself where the system does. */
function places({ text, openLeft, openRight }: Wanted): Expression {
  const glob = globOf(text, false);
  if (!openLeft && !/^(?:\/|~|[A-Za-z]:\/)/.test(text))
    throw new NotExpressible(`\`${text}\` names no place that a path could begin with`);
  const start = openLeft ? (text.startsWith("/") ? `**${glob}` : `**/*${glob}`) : glob;
  if (!openRight) return ask("path", start);
  if (text.endsWith("/")) return ask("path", `${start}**`);
  return { any: [ask("path", `${start}*`), ask("path", `${start}*/**`)] };
}
