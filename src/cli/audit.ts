import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type AuditEntry, auditAnswer, changesAnswer } from "../gateway/wire/audit.ts";
import { agentList } from "../gateway/wire/identity.ts";
import { pathOf } from "../gateway/wire/paths.ts";
import { journalRecord } from "../gateway/wire/record.ts";
import { VERDICTS } from "../policy/order.ts";
import { sinceOf } from "../report/span.ts";
import { agentIdOf } from "./agent.ts";
import { CommandError, EXIT } from "./errors.ts";
import { type GatewayOptions, openApi, saying, withGateway } from "./gateway-options.ts";
import { plain, print, printJson, style, table } from "./print.ts";
import { recordLine } from "./record-line.ts";
import type { Register } from "./register.ts";

interface Options extends GatewayOptions {
  readonly agent?: string;
  readonly rule?: string;
  readonly verdict?: string;
  readonly text?: string;
  readonly since?: string;
  readonly until?: string;
  readonly number: string;
  readonly cursor?: string;
  readonly export?: string;
  readonly changes?: boolean;
}

export const registerAudit: Register = (program) => {
  withGateway(program.command("audit"))
    .option("--agent <agent>", "only this one's, by id or name")
    .option("--rule <id>", "only where this rule matched")
    .option("--verdict <verdict>", `only what came, or would have come, to one of ${VERDICTS.join(", ")}`)
    .option("--text <words>", "only where all these words occur")
    .option("--since <when>", "a span such as 24h or 7d, a date or a time")
    .option("--until <when>", "likewise")
    .option("-n, --number <count>", "how many, the newest first", "50")
    .option("--cursor <text>", "go on where an earlier answer ended (its `next`)")
    .option("--export <file>", "write all of them as lines of JSON into a file, or to stdout for -")
    .option("--changes", "who changed what, and why")
    .addHelpText(
      "after",
      "\nExamples:\n  $ clampd-guard audit --verdict deny --since 24h\n  $ clampd-guard audit --changes",
    )
    .action((options: Options) => saying(() => (options.changes === true ? changes(options) : audit(options))));
};

async function audit(options: Options): Promise<void> {
  const api = openApi(options);
  if (options.verdict !== undefined && !VERDICTS.some((each) => each === options.verdict))
    throw new CommandError(`--verdict wants one of ${VERDICTS.join(", ")}`, EXIT.usage);
  const query = {
    agent: options.agent === undefined ? undefined : await agentIdOf(api, options.agent),
    rule: options.rule,
    verdict: options.verdict,
    text: options.text,
    since: momentOf(options.since),
    until: momentOf(options.until),
  };
  if (options.export !== undefined) {
    const { body } = await api.send({ path: pathOf("auditExport"), query, signal: AbortSignal.timeout(3_600_000) });
    if (body === null) return;
    const to =
      options.export === "-" ? process.stdout : createWriteStream(options.export, { mode: 0o600, flags: "wx" });
    await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), to, {
      end: options.export !== "-",
    });
    return;
  }
  const answer = await api.ask(auditAnswer, { path: pathOf("audit"), query: { ...query, ...page(options) } });
  if (options.json === true) {
    printJson(answer);
    return;
  }
  const names = await namesOf(options);
  for (const entry of answer.entries) print(entryLine(entry, names));
  if (answer.entries.length === 0) print("Nothing found.");
  if (answer.next !== undefined) print(`more with --cursor ${plain(answer.next)}`);
}

/** Agents' names by id; a key that may not list them shows ids. */
export async function namesOf(options: GatewayOptions): Promise<ReadonlyMap<string, string>> {
  const { agents } = await openApi(options)
    .ask(agentList, { path: pathOf("agents") })
    .catch(() => ({ agents: [] }));
  return new Map(agents.map(({ id, name }) => [id, name]));
}

export function entryLine({ agent_id, source, record }: AuditEntry, names: ReadonlyMap<string, string>): string {
  const parsed = journalRecord.safeParse(record);
  const who = style("bold", plain(names.get(agent_id) ?? agent_id));
  const where = source === "gateway" ? " (decided by the gateway)" : "";
  return `${who}${where}  ${parsed.success ? recordLine(parsed.data) : "a record of a later version"}`;
}

async function changes(options: Options): Promise<void> {
  const answer = await openApi(options).ask(changesAnswer, { path: pathOf("changes"), query: page(options) });
  if (options.json === true) {
    printJson(answer);
    return;
  }
  const head = ["when (UTC)", "who", "what", "which", "why"].map((text) => style("bold", text));
  const rows = answer.changes.map(({ time, by, action, target, reason }) =>
    [time.slice(0, 19).replace("T", " "), by.name, action, target, reason].map(plain),
  );
  print(rows.length === 0 ? "Nothing was changed yet." : table([head, ...rows]));
  if (answer.next !== undefined) print(`more with --cursor ${plain(answer.next)}`);
}

function page({ number, cursor }: Options) {
  if (!/^\d{1,3}$/.test(number)) throw new CommandError("--number wants a whole number, at most 999", EXIT.usage);
  return { limit: number, cursor };
}

function momentOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const moment = sinceOf(text, Date.now()) ?? Date.parse(text);
  if (Number.isNaN(moment)) throw new CommandError("a time is 24h, 7d, 2027-01-31 or 2027-01-31T12:00:00Z", EXIT.usage);
  return new Date(moment).toISOString();
}
