import { agent as agentSchema, killedAll } from "../gateway/wire/identity.ts";
import { pathOf } from "../gateway/wire/paths.ts";
import { agentIdOf, type Reason, reasonOf, tellState, withReason } from "./agent.ts";
import { CommandError, EXIT } from "./errors.ts";
import { type GatewayOptions, openApi, saying, withGateway } from "./gateway-options.ts";
import { print, printJson } from "./print.ts";
import type { Register } from "./register.ts";

interface Options extends GatewayOptions, Reason {
  readonly all?: boolean;
}

// No question is asked: whoever types this wants it now, and `agent resume` takes it back.

export const registerKill: Register = (program) => {
  withReason(withGateway(program.command("kill").argument("[agent]", "id or name")))
    .option("--all", "every agent of the organisation")
    .addHelpText(
      "after",
      "\nExamples:\n  $ clampd-guard kill laptop-7 --reason 'leaks a token'\n  $ clampd-guard kill --all",
    )
    .action((which: string | undefined, options: Options) => saying(() => kill(which, options)));
};

async function kill(which: string | undefined, options: Options): Promise<void> {
  if ((which === undefined) === (options.all !== true))
    throw new CommandError("name one agent, or give --all", EXIT.usage);
  const api = openApi(options);
  const body = { reason: reasonOf(options) };
  if (which !== undefined) {
    const id = await agentIdOf(api, which);
    tellState(await api.ask(agentSchema, { method: "POST", path: pathOf("kill", id), body }), options);
    return;
  }
  const { killed } = await api.ask(killedAll, { method: "POST", path: pathOf("killAll"), body });
  if (options.json === true) printJson({ killed });
  else print(`all agents are killed; ${killed} of them were not before`);
}
