import { ApiError, newApi } from "../contexts/api.ts";
import { readContexts } from "../contexts/read.ts";
import { putContext, useContext } from "../contexts/write.ts";
import { agentList } from "../gateway/wire/identity.ts";
import { pathOf } from "../gateway/wire/paths.ts";
import { CommandError, EXIT } from "./errors.ts";
import { contextsPlace, refusePlain, saying, urlOf } from "./gateway-options.ts";
import { print, printJson, style, table } from "./print.ts";
import type { Register } from "./register.ts";
import { promptSecret, readSecretFile } from "./secret.ts";

interface AddOptions {
  readonly gateway: string;
  readonly keyFile?: string;
  readonly use?: boolean;
  readonly check: boolean;
  readonly json?: boolean;
}

export const registerContext: Register = (program) => {
  const context = program.command("context");
  context
    .command("list")
    .description("all contexts; the keys are not shown")
    .option("--gateway <url>", "only those for this gateway")
    .option("--json", "as JSON")
    .action((options: ListOptions) => list(options));
  context
    .command("use")
    .description("make a context the one that counts where none is named")
    .argument("<name>")
    .option("--json", "as JSON")
    .action((name: string, { json }: { readonly json?: boolean }) => {
      saying(() => useContext(contextsPlace(), name));
      if (json === true) printJson({ current: name });
      else print(`current context: ${name}`);
    });
  context
    .command("add")
    .description(
      "add a context, or give one another address and key; the key is read from a file, stdin or the terminal",
    )
    .argument("<name>")
    .requiredOption("--gateway <url>", "the gateway's address")
    .option("--key-file <file>", "where the key is; - is stdin (default: it is asked for)")
    .option("--use", "make it the current one")
    .option("--no-check", "do not ask the gateway whether it takes the key")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  $ pass show guard/key | clampd-guard context add prod --gateway https://guard.example --key-file -",
    )
    .action((name: string, options: AddOptions) => saying(() => add(name, options)));
};

interface ListOptions {
  readonly gateway?: string;
  readonly json?: boolean;
}

function list({ gateway, json }: ListOptions): void {
  const { current, all: every } = saying(() => readContexts(contextsPlace()));
  const url = gateway === undefined ? undefined : urlOf(gateway);
  const all = every.filter((each) => url === undefined || each.url === url);
  if (json === true) {
    printJson({ current, contexts: all.map(({ name, url }) => ({ name, gateway: url, current: name === current })) });
    return;
  }
  if (all.length === 0)
    print("No contexts. clampd-guard gateway makes one for its own; clampd-guard context add for others.");
  else {
    const head = ["", "name", "gateway"].map((text) => style("bold", text));
    print(table([head, ...all.map(({ name, url }) => [name === current ? "*" : "", name, url])]));
  }
}

async function add(name: string, options: AddOptions): Promise<void> {
  const url = urlOf(options.gateway);
  refusePlain(url);
  const apiKey =
    options.keyFile === undefined ? await promptSecret(`Key for ${url}: `) : readSecretFile(options.keyFile);
  if (apiKey === undefined || apiKey === "")
    throw new CommandError("a key is needed: give --key-file, or - for stdin", EXIT.usage);
  if (!/^[\x21-\x7e]{1,500}$/.test(apiKey)) throw new CommandError("what was read is no key", EXIT.usage);
  if (options.check) await check(url, apiKey);
  putContext(contextsPlace(), { name, url, apiKey }, { use: options.use === true });
  if (options.json === true) printJson({ name, gateway: url });
  else print(`context ${name}: ${url}`);
}

/** A key that may not list agents is a key all the same. */
async function check(url: string, apiKey: string): Promise<void> {
  try {
    await newApi(url, apiKey).ask(agentList, { path: pathOf("agents") });
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return;
    throw error;
  }
}
