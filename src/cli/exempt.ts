import { isObject } from "../model/json.ts";
import { withoutComments } from "../policy/comments.ts";
import { loadPolicy } from "../policy/load.ts";
import { readConfig } from "../policy/read.ts";
import { appendValue, applySplice, removeValue, type Splice } from "../policy/splice.ts";
import { readPolicyText } from "../policy/write.ts";
import { type ConfirmOptions, confirmAndWrite, layerFile } from "../report/change.ts";
import { knownRules } from "../report/known-rules.ts";
import { spanOf } from "../report/span.ts";
import { nearest } from "../rules/problems.ts";
import { VERSION } from "../version.ts";
import { thisMachine } from "../world/machine.ts";
import { CommandError, EXIT } from "./errors.ts";
import { findPlaces } from "./places.ts";
import { plain, print, printJson, style, table } from "./print.ts";
import type { Register } from "./register.ts";

interface Options extends ConfirmOptions {
  readonly path?: string;
  readonly repo?: string;
  readonly agent?: string;
  readonly reason?: string;
  readonly expires: string;
  readonly list?: boolean;
  readonly remove?: string;
  readonly json?: boolean;
}

const HELP = `
Exemptions are the user's (~/.clampd/guard.json). They end by themselves; every decision that one touches names it.

Examples:
  $ clampd-guard exempt fs.delete-wide --path 'gen/**' --reason 'generated code'
  $ clampd-guard exempt git.force-push --repo '~/code/sandbox' --reason 'my own' --expires 90d
  $ clampd-guard exempt --list
  $ clampd-guard exempt --remove 2               by its number in the list`;

export const registerExempt: Register = (program, done) => {
  program
    .command("exempt")
    .argument("[rule]")
    .option("--path <glob>", "only where every path is known and matches: absolute, ~/…, or relative to the workspace")
    .option("--repo <glob>", "only in repositories whose folder matches")
    .option("--agent <id>", "only for this agent, e.g. claude")
    .option("--reason <text>", "why; it is shown with every decision that it touches")
    .option("--expires <time>", "30d, 12w, a date such as 2027-01-31, or never", "30d")
    .option("--list", "show the exemptions in force, with their layer and end")
    .option("--remove <number>", "remove one of the user's, by its number in the list")
    .option("--dry-run", "only show what would be written")
    .option("--yes", "write without asking")
    .option("--json", "the list as JSON")
    .addHelpText("after", HELP)
    .action(async (rule: string | undefined, options: Options) => {
      if (options.list === true) list(options.json === true);
      else if (options.remove !== undefined) await remove(options.remove, options);
      else if (rule === undefined) throw new CommandError("which rule? clampd-guard rules list shows them", EXIT.usage);
      else await add(rule, options);
      done(EXIT.ok);
    });
};

async function add(rule: string, options: Options): Promise<void> {
  const { reason, path, repo, agent } = options;
  const { rules } = await knownRules(thisMachine(), process.cwd());
  const facts = rules.find((each) => each.id === rule);
  if (facts === undefined) {
    const meant = nearest(
      rule,
      rules.map((each) => each.id),
    );
    throw new CommandError(
      `there is no rule \`${plain(rule)}\`${meant === undefined ? "" : `; did you mean ${meant}?`}`,
      EXIT.usage,
    );
  }
  if (facts.pinned)
    throw new CommandError(
      `\`${rule}\` cannot be exempted: ${facts.catastrophic ? "what it stops is catastrophic" : "the guard depends on it"}`,
    );
  if (reason === undefined || reason.trim() === "")
    throw new CommandError("--reason is needed: whoever meets the exemption later has to understand it", EXIT.usage);
  const expires = endOf(options.expires);
  const layer = layerFile("user");
  const before = readPolicyText(layer.file);
  const value = Object.fromEntries(
    Object.entries({ rule, path, repo, agent, reason, expires }).filter(([, each]) => each !== undefined),
  );
  const after = edited(layer.file, before ?? '{\n  "version": 1\n}\n', (text) =>
    appendValue(text, ["exemptions"], value as Record<string, string>),
  );
  await confirmAndWrite(layer, before, after, options);
  const { layers } = loadPolicy(findPlaces().policy, VERSION);
  for (const { layer, mode, allowUserExemptions } of layers)
    if ((layer === "managed" || layer === "bundle") && mode !== undefined && allowUserExemptions !== true)
      process.stderr.write(
        `clampd-guard: the ${layer === "managed" ? "managed file" : "bundle"} sets the mode and does not allow users' exemptions, so this one may not count\n`,
      );
}

/** The last day on which it counts. */
function endOf(text: string): string | undefined {
  if (text === "never") return undefined;
  const span = spanOf(text);
  if (span !== undefined) {
    const end = new Date(Date.now() + span).toISOString();
    return text.endsWith("h") ? `${end.slice(0, 19)}Z` : end.slice(0, 10);
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new CommandError("--expires wants 30d, 12w, a date such as 2027-01-31, or never", EXIT.usage);
}

function list(asJson: boolean): void {
  const { exemptions } = loadPolicy(findPlaces().policy, VERSION);
  const now = Date.now();
  let own = 0;
  const rows = exemptions.map(({ value, layer }) => ({
    number: layer === "user" ? ++own : undefined,
    layer,
    ...value,
    expires: value.expires === undefined ? undefined : new Date(value.expires).toISOString(),
    expired: value.expires !== undefined && value.expires <= now,
  }));
  if (asJson) {
    printJson(rows);
    return;
  }
  if (rows.length === 0) {
    print("No exemptions.");
    return;
  }
  const lines = rows.map(({ number, layer, rule, path, repo, agent, reason, expires, expired }) => [
    number === undefined ? "" : String(number),
    rule,
    plain([path, repo && `in ${repo}`, agent && `for ${agent}`].filter((each) => each !== undefined).join(" ")),
    expired
      ? style("red", "expired")
      : expires === undefined
        ? "never ends"
        : `until ${expires.slice(0, 16).replace("T", " ")}`,
    layer,
    plain(reason),
  ]);
  print(table([["", "rule", "where", "end (UTC)", "layer", "reason"].map((name) => style("bold", name)), ...lines]));
}

async function remove(number: string, options: Options): Promise<void> {
  const layer = layerFile("user");
  const before = readPolicyText(layer.file);
  const value: unknown = before === undefined ? {} : parse(before);
  const entries = isObject(value) && Array.isArray(value.exemptions) ? value.exemptions : [];
  // The list counts those that can be read.
  const readable = entries.flatMap((each, i) =>
    readConfig({ exemptions: [each] }).config.exemptions.length > 0 ? [i] : [],
  );
  const index = /^\d{1,4}$/.test(number) ? (readable[Number(number) - 1] ?? -1) : -1;
  if (before === undefined || entries[index] === undefined)
    throw new CommandError(
      `there is no exemption ${plain(number)} of yours; clampd-guard exempt --list shows them`,
      EXIT.usage,
    );
  const after = edited(
    layer.file,
    before,
    (text) => removeValue(text, entries.length === 1 ? ["exemptions"] : ["exemptions", String(index)]) as Splice,
  );
  await confirmAndWrite(layer, before, after, options);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(withoutComments(text.replace(/^\uFEFF/, "")));
  } catch {
    return undefined; // the edit says where
  }
}

function edited(file: string, text: string, edit: (text: string) => Splice): string {
  try {
    return applySplice(text, edit(text));
  } catch (error) {
    throw new CommandError(
      `${file} is not written to while it is broken: ${error instanceof Error ? error.message : "it cannot be read"}`,
    );
  }
}
