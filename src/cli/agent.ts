import { hostname, userInfo } from "node:os";
import type { Command } from "commander";
import type { Api } from "../contexts/api.ts";
import { type Agent, agentList, agent as agentSchema, registeredAgent } from "../gateway/wire/identity.ts";
import { pathOf } from "../gateway/wire/paths.ts";
import { CommandError, EXIT } from "./errors.ts";
import { type GatewayOptions, openApi, saying, withGateway } from "./gateway-options.ts";
import { plain, print, printJson, style, table } from "./print.ts";
import type { Register } from "./register.ts";

export const registerAgent: Register = (program) => {
  const agent = program.command("agent");
  withGateway(
    agent.command("register").argument("<name>").description("register one; its key and secret are shown once"),
  )
    .addHelpText(
      "after",
      "\nExample:\n  $ clampd-guard agent register laptop-7 --json | clampd-guard connect https://guard.example --credentials -",
    )
    .action((name: string, options: GatewayOptions) => saying(() => register(name, options)));
  withGateway(agent.command("list").description("all agents, their state and when they were last heard of")).action(
    (options: GatewayOptions) => saying(() => list(options)),
  );
  for (const [verb, description] of [
    ["suspend", "stop an agent for now: all its calls are denied until it is resumed"],
    ["resume", "let a suspended or killed agent go on"],
  ] as const)
    withReason(withGateway(agent.command(verb).argument("<agent>", "id or name").description(description))).action(
      (which: string, options: GatewayOptions & Reason) => saying(() => change(verb, which, options)),
    );
};

export interface Reason {
  readonly reason?: string;
}

export function withReason(command: Command): Command {
  return command.option("--reason <text>", "why; it is kept in the gateway's record of changes");
}

/** Whoever reads the record of changes later finds at least who did it. */
export function reasonOf({ reason }: Reason): string {
  if (reason !== undefined) return reason;
  try {
    return `no reason given, by ${userInfo().username} at ${hostname()}`;
  } catch {
    return `no reason given, at ${hostname()}`;
  }
}

async function register(name: string, options: GatewayOptions): Promise<void> {
  const made = await openApi(options).ask(registeredAgent, { method: "POST", path: pathOf("agents"), body: { name } });
  const { api_key, agent_id, secret } = made;
  if (options.json === true) {
    printJson({ name: made.name, api_key, agent_id, secret });
    return;
  }
  print(
    table([
      ["name", plain(made.name)],
      ["agent_id", agent_id],
      ["api_key", api_key],
      ["secret", secret],
    ]),
  );
  print("\nKey and secret are not shown again. clampd-guard connect puts them into a guard's configuration.");
}

async function list(options: GatewayOptions): Promise<void> {
  const { agents, killed_all } = await openApi(options).ask(agentList, { path: pathOf("agents") });
  if (options.json === true) {
    printJson({ agents, killed_all });
    return;
  }
  if (killed_all) print(style("red", "All agents are killed."));
  if (agents.length === 0) print("No agents. clampd-guard agent register makes one.");
  else print(agentTable(agents));
}

function agentTable(agents: readonly Agent[]): string {
  const head = ["name", "id", "state", "heard of", "reason"].map((text) => style("bold", text));
  const colour = { active: "green", suspended: "yellow", killed: "red" } as const;
  const rows = agents.map(({ name, id, state, seen, reason }) => [
    plain(name),
    id,
    style(colour[state], state),
    seen === undefined ? "never" : seen.slice(0, 19).replace("T", " "),
    plain(reason ?? ""),
  ]);
  return table([head, ...rows]);
}

async function change(verb: "suspend" | "resume", which: string, options: GatewayOptions & Reason): Promise<void> {
  const api = openApi(options);
  const id = await agentIdOf(api, which);
  const changed = await api.ask(agentSchema, {
    method: "POST",
    path: pathOf(verb, id),
    body: { reason: reasonOf(options) },
  });
  tellState(changed, options);
}

export function tellState(changed: Agent, { json }: GatewayOptions): void {
  if (json === true) printJson(changed);
  else print(`${plain(changed.name)} (${changed.id}) is ${changed.state}`);
}

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The id of an agent that a person names by id, by name, or by the beginning of its id. */
export async function agentIdOf(api: Api, which: string): Promise<string> {
  if (ID.test(which)) return which.toLowerCase();
  const { agents } = await api.ask(agentList, { path: pathOf("agents") });
  const named = agents.filter(({ name }) => name === which);
  const found = named.length > 0 ? named : agents.filter(({ id }) => which.length >= 6 && id.startsWith(which));
  if (found.length === 1) return found[0]?.id ?? "";
  if (found.length === 0)
    throw new CommandError(`there is no agent \`${plain(which)}\`; clampd-guard agent list shows them`, EXIT.usage);
  throw new CommandError(`${found.length} agents are called \`${plain(which)}\`; name one by its id`, EXIT.usage);
}
