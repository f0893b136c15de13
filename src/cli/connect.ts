import { chmodSync, realpathSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { type Envelope, Refused } from "../bundle/format.ts";
import { keepBundle, pinRoot } from "../bundle/keep.ts";
import { fingerprint } from "../bundle/verify.ts";
import { ApiError, newApi } from "../contexts/api.ts";
import { type Credentials, credentials, type GuardSide, guardSide } from "../contexts/guard-side.ts";
import { registeredAgent } from "../gateway/wire/identity.ts";
import { pathOf } from "../gateway/wire/paths.ts";
import { isObject } from "../model/json.ts";
import { withoutComments } from "../policy/comments.ts";
import { loadPolicy } from "../policy/load.ts";
import { applySplice, setValue } from "../policy/splice.ts";
import { readPolicyText, replacePolicyText } from "../policy/write.ts";
import { layerFile } from "../report/change.ts";
import { VERSION } from "../version.ts";
import { CommandError, EXIT } from "./errors.ts";
import { type GatewayOptions, pickGateway, refusePlain, saying, urlOf } from "./gateway-options.ts";
import { findPlaces } from "./places.ts";
import { print, printJson, table } from "./print.ts";
import type { Register } from "./register.ts";
import { promptSecret, readSecretFile } from "./secret.ts";

interface Options extends GatewayOptions {
  readonly credentials?: string;
  readonly name?: string;
  readonly fingerprint?: string;
  readonly replaceRoot?: boolean;
}

export const registerConnect: Register = (program) => {
  program
    .command("connect")
    .argument("[url]", "the gateway's address")
    .option("--credentials <file>", "what agent register --json gave, as a file or - for stdin")
    .option("--name <name>", "register the guard under this name (default: the host's), with a context's key")
    .option("--fingerprint <sha256>", "trust only this root of bundles (default: the gateway's, which is shown)")
    .option("--replace-root", "also where another root is trusted already")
    .option("--gateway <url>", "the same as the argument")
    .option("--context <name>", "the context whose key registers the guard")
    .option("--key-file <file>", "the key that registers the guard, as a file or - for stdin")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  $ clampd-guard connect https://guard.example\n  $ clampd-guard connect https://guard.example --credentials laptop-7.json",
    )
    .action((url: string | undefined, options: Options) => saying(() => connect(url, options)));
};

async function connect(given: string | undefined, options: Options): Promise<void> {
  const address = given ?? options.gateway;
  if (address === undefined && options.context === undefined)
    throw new CommandError("name the gateway: clampd-guard connect URL", EXIT.usage);
  const url = address === undefined ? pickGateway(options).url : urlOf(address);
  refusePlain(url);
  const own = await findCredentials(url, options);
  const side = guardSide(url, own);
  const announced = await side.announced();
  if (announced.state !== undefined) await side.state(); // says whether the gateway takes them
  const root = announced.bundle === undefined ? undefined : await pin(side, url, options);
  const file = writeConfig(url, own);
  const bundle = root === undefined ? undefined : await fetchBundle(side);
  const elsewhere = loadPolicy(findPlaces().policy, VERSION).gateway.gateway_url;
  if (elsewhere !== undefined && elsewhere.value.replace(/\/+$/, "") !== url)
    process.stderr.write(`clampd-guard: the ${elsewhere.layer} layer names another gateway, which counts\n`);
  const facts = { gateway: url, agent_id: own.agent_id, file, root, bundle };
  if (options.json === true) printJson(facts);
  else {
    const rows = [
      ["gateway", url],
      ["agent", own.agent_id],
      ["written to", file],
      ["root of trust", root ?? "none: this gateway has no bundles"],
      ["bundle", bundle === undefined ? "none yet" : `version ${bundle}`],
    ];
    print(table(rows));
  }
}

/** From a file, from a context that may register, or from the person at the terminal. */
async function findCredentials(url: string, options: Options): Promise<Credentials> {
  if (options.credentials !== undefined) return parseCredentials(readSecretFile(options.credentials));
  const { apiKey } = pickGateway({ ...options, gateway: url });
  if (apiKey !== undefined) {
    const name = options.name ?? hostname();
    const made = await newApi(url, apiKey).ask(registeredAgent, {
      method: "POST",
      path: pathOf("agents"),
      body: { name, reason: "clampd-guard connect" },
    });
    return parseCredentials(JSON.stringify(made));
  }
  const asked = {
    agent_id: await promptSecret("Agent id: "),
    api_key: await promptSecret("Key: "),
    secret: await promptSecret("Secret: "),
  };
  if (asked.agent_id === undefined)
    throw new CommandError(
      `nothing says who this guard is: give --credentials, or add a context for ${url} that may register agents`,
      EXIT.usage,
    );
  return parseCredentials(JSON.stringify(asked));
}

function parseCredentials(text: string): Credentials {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = credentials.safeParse(value);
  if (!parsed.success) throw new CommandError("the credentials want api_key, agent_id and secret, as JSON", EXIT.usage);
  return parsed.data;
}

function bundleFolder(): string {
  const folder = findPlaces().policy.bundles?.[0];
  if (folder === undefined) throw new CommandError("the home folder is not known");
  return folder;
}

/** Gives the fingerprint of the root that is trusted from now on. */
async function pin(side: GuardSide, url: string, { fingerprint: wanted, replaceRoot }: Options): Promise<string> {
  const envelope = await refusing(async (): Promise<Envelope> => side.root());
  const found = fingerprint(envelope);
  const { policy } = findPlaces();
  const managed = loadPolicy({ ...policy, bundles: [], user: undefined, projects: [] }, VERSION).bundleRoot;
  for (const [by, expected] of [
    ["--fingerprint", wanted?.toLowerCase()],
    ["the managed file", managed],
  ])
    if (expected !== undefined && expected !== found)
      throw new CommandError(`the gateway's root has the fingerprint ${found}, and not the one that ${by} names`);
  await refusing(() => pinRoot(bundleFolder(), envelope, { url, replace: replaceRoot === true }));
  return found;
}

async function fetchBundle(side: GuardSide): Promise<number | undefined> {
  const fetched = await side.bundle();
  if (fetched === undefined) return undefined;
  const kept = await refusing(() => keepBundle(bundleFolder(), fetched.bytes, Date.now(), fetched.etag));
  if (!kept.ok) throw new CommandError(`connected, but the bundle is refused (${kept.code}): ${kept.message}`);
  return kept.last.version;
}

async function refusing<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) throw new CommandError(error.message);
    throw error instanceof SyntaxError ? new ApiError("the gateway's root of trust cannot be read") : error;
  }
}

/** Every other byte of the file stays. */
function writeConfig(url: string, { api_key, agent_id, secret }: Credentials): string {
  const { file } = layerFile("user");
  const before = readPolicyText(file);
  const start = before ?? '{\n  "version": 1\n}\n';
  try {
    const nested = namesUrlInSection(start);
    const after = [
      [nested ? ["gateway", "url"] : ["gateway_url"], url],
      [["api_key"], api_key],
      [["agent_id"], agent_id],
      [["secret"], secret],
    ].reduce((text, [path, value]) => applySplice(text, setValue(text, path as string[], value as string)), start);
    // Closed before the secrets are in it: the new file takes over the mode of the old.
    if (before !== undefined && process.platform !== "win32") {
      const real = realpathSync(file);
      chmodSync(real, statSync(real).mode & 0o700);
    }
    replacePolicyText(file, { before, after, followLinks: true });
  } catch (error) {
    throw new CommandError(
      `${file} is not written to: ${error instanceof Error ? error.message : "it cannot be read"}`,
    );
  }
  return file;
}

function namesUrlInSection(text: string): boolean {
  const value: unknown = JSON.parse(withoutComments(text.replace(/^\uFEFF/, "")));
  return isObject(value) && isObject(value.gateway) && value.gateway.url !== undefined;
}
