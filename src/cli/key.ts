import { writeFileSync } from "node:fs";
import { keyList, madeKey } from "../gateway/wire/identity.ts";
import { pathOf } from "../gateway/wire/paths.ts";
import { codeOf } from "../policy/file.ts";
import { type Reason, reasonOf, withReason } from "./agent.ts";
import { CommandError, EXIT } from "./errors.ts";
import { type GatewayOptions, openApi, saying, withGateway } from "./gateway-options.ts";
import { plain, print, printJson, style, table } from "./print.ts";
import type { Register } from "./register.ts";

const OF_PEOPLE = ["read", "write", "kill"] as const;

interface AddOptions extends GatewayOptions, Reason {
  readonly allow: readonly string[];
  readonly out?: string;
}

export const registerKey: Register = (program) => {
  const key = program.command("key");
  withGateway(
    key.command("list").description("all keys: what they may do and when they were used, never the keys"),
  ).action((options: GatewayOptions) => saying(() => list(options)));
  withReason(withGateway(key.command("add").argument("<name>").description("make a key; it is shown once")))
    .requiredOption("--allow <permission...>", `what it may do: ${OF_PEOPLE.join(", ")}; no more than your own`)
    .option("--out <file>", "write it into a file for its owner alone and do not show it")
    .action((name: string, options: AddOptions) => saying(() => add(name, options)));
  withReason(
    withGateway(key.command("remove").argument("<id>").description("take a key back, at once and for good")),
  ).action((id: string, options: GatewayOptions & Reason) => saying(() => remove(id, options)));
};

async function list(options: GatewayOptions): Promise<void> {
  const { keys } = await openApi(options).ask(keyList, { path: pathOf("keys") });
  if (options.json === true) {
    printJson({ keys });
    return;
  }
  const head = ["id", "name", "may", "used"].map((text) => style("bold", text));
  const rows = keys.map(({ id, name, permissions, used }) => [
    id,
    plain(name),
    permissions.join(", "),
    used === undefined ? "never" : used.slice(0, 16).replace("T", " "),
  ]);
  print(table([head, ...rows]));
}

async function add(name: string, options: AddOptions): Promise<void> {
  const unknown = options.allow.find((each) => !OF_PEOPLE.some((known) => known === each));
  if (unknown !== undefined) throw new CommandError(`--allow wants ${OF_PEOPLE.join(", ")}`, EXIT.usage);
  const made = await openApi(options).ask(madeKey, {
    method: "POST",
    path: pathOf("keys"),
    body: { name, permissions: [...new Set(options.allow)], reason: reasonOf(options) },
  });
  const { api_key, ...shown } = made;
  if (options.out !== undefined) {
    try {
      writeFileSync(options.out, `${api_key}\n`, { mode: 0o600, flag: "wx" });
    } catch (error) {
      // Nobody has seen it, so nobody can use it: it is only to be taken back.
      throw new CommandError(
        `${options.out} cannot be written (${codeOf(error)}); clampd-guard key remove ${made.id} takes the key back`,
      );
    }
  }
  if (options.json === true) printJson(options.out === undefined ? made : { ...shown, file: options.out });
  else if (options.out === undefined) print(`${made.id}  ${api_key}\n\nThe key is not shown again.`);
  else print(`${made.id}  in ${options.out}`);
}

async function remove(id: string, options: GatewayOptions & Reason): Promise<void> {
  const body = { reason: reasonOf(options) };
  const response = await openApi(options).send({ method: "DELETE", path: pathOf("key", id), body });
  await response.arrayBuffer();
  if (options.json === true) printJson({ removed: id });
  else print(`${plain(id)} is taken back`);
}
