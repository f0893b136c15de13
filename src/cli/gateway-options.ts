import type { Command } from "commander";
import { type Api, ApiError, newApi } from "../contexts/api.ts";
import { type Context, ContextError, contextsFile, gatewayUrl, isPrivate } from "../contexts/context.ts";
import { exposed, readContexts } from "../contexts/read.ts";
import { CommandError, EXIT } from "./errors.ts";
import { findPlaces } from "./places.ts";
import { readSecretFile } from "./secret.ts";

/** What every command takes that speaks with a gateway. */
export interface GatewayOptions {
  readonly gateway?: string;
  readonly context?: string;
  readonly keyFile?: string;
  readonly json?: boolean;
}

export function withGateway(command: Command): Command {
  return command
    .option("--gateway <url>", "the gateway to ask (default: the current context's)")
    .option("--context <name>", "the context to use, from ~/.clampd/config.toml")
    .option("--key-file <file>", "take the key from a file, or from stdin for -, and not from a context")
    .option("--json", "as JSON");
}

export function contextsPlace(): string {
  const { home } = findPlaces();
  if (home === undefined) throw new CommandError("the home folder is not known, so there are no contexts");
  return contextsFile(home);
}

/** The gateway's address and the key to it. */
export function pickGateway(options: GatewayOptions): { readonly url: string; readonly apiKey: string | undefined } {
  const file = contextsPlace();
  const { current, all } = saying(() => readContexts(file));
  const url = options.gateway === undefined ? undefined : urlOf(options.gateway);
  const apiKey = options.keyFile === undefined ? undefined : readSecretFile(options.keyFile);
  const context = pickContext(all, current, { url, name: options.context });
  if (context === undefined && url === undefined)
    throw new CommandError(
      "no gateway is known: start one with clampd-guard gateway, or name one with clampd-guard context add",
      EXIT.usage,
    );
  const problem = context === undefined ? undefined : exposed(file);
  if (problem !== undefined) process.stderr.write(`clampd-guard: ${problem}\n`);
  return { url: url ?? context?.url ?? "", apiKey: apiKey ?? context?.apiKey };
}

/** By name, or by address where one is given: of several for one address the current one. */
function pickContext(
  all: readonly Context[],
  current: string | undefined,
  { url, name }: { readonly url: string | undefined; readonly name: string | undefined },
): Context | undefined {
  if (name !== undefined) {
    const found = all.find((each) => each.name === name);
    if (found === undefined)
      throw new CommandError(`there is no context \`${name}\`; clampd-guard context list shows them`, EXIT.usage);
    if (url !== undefined && found.url !== url)
      throw new CommandError(`context \`${name}\` is for ${found.url}, not for ${url}`, EXIT.usage);
    return found;
  }
  const own = all.find((each) => each.name === current);
  if (url === undefined) return own;
  return own?.url === url ? own : all.find((each) => each.url === url);
}

/** An address from a command line. */
export function urlOf(text: string): string {
  const url = gatewayUrl(text);
  if (url === undefined)
    throw new CommandError("a gateway's address is http:// or https://, without a user, `?` or `#`", EXIT.usage);
  return url;
}

/** INVARIANT: a key crosses a network encrypted or not at all. */
export function refusePlain(url: string): void {
  if (!isPrivate(url))
    throw new CommandError(`${url} is not encrypted and not on this machine: a key would be there for all to read`);
}

/** The gateway, with a key. */
export function openApi(options: GatewayOptions): Api {
  const { url, apiKey } = pickGateway(options);
  if (apiKey === undefined)
    throw new CommandError(
      `no context has a key for ${url}; clampd-guard context add makes one, or give --key-file`,
      EXIT.usage,
    );
  refusePlain(url);
  return newApi(url, apiKey);
}

/** Runs `work` so that what a gateway or a file of contexts has against it is told in one sentence. */
export function saying<T>(work: () => T): T {
  const told = (error: unknown): never => {
    if (error instanceof ApiError || error instanceof ContextError) throw new CommandError(error.message);
    throw error;
  };
  try {
    const result = work();
    return result instanceof Promise ? (result.catch(told) as T) : result;
  } catch (error) {
    return told(error);
  }
}
