import { readFileSync } from "node:fs";
import { basename } from "node:path";
import rules from "#rules";
import type { Api } from "../contexts/api.ts";
import { pathOf } from "../gateway/wire/paths.ts";
import { type Pack, type PolicyAnswer, policyAnswer, putPolicyAnswer } from "../gateway/wire/policy.ts";
import { isObject, type JsonObject } from "../model/json.ts";
import { checkText } from "../policy/check-text.ts";
import { withoutComments } from "../policy/comments.ts";
import { codeOf } from "../policy/file.ts";
import { knownRules } from "../report/known-rules.ts";
import { loadCustomRules } from "../rules/custom.ts";
import { formatProblem, type Problem } from "../rules/problems.ts";
import { VERSION } from "../version.ts";
import { thisMachine } from "../world/machine.ts";
import { type Reason, reasonOf, withReason } from "./agent.ts";
import { CommandError, EXIT } from "./errors.ts";
import { type GatewayOptions, openApi, saying, withGateway } from "./gateway-options.ts";
import { plain, print, printJson } from "./print.ts";
import type { Register } from "./register.ts";

interface ApplyOptions extends GatewayOptions, Reason {
  readonly pack?: readonly string[];
  readonly noPacks?: boolean;
  readonly dryRun?: boolean;
}

export const registerPolicy: Register = (program) => {
  const policy = program.command("policy");
  withGateway(policy.command("show").description("what is in force, since when and why")).action(
    (options: GatewayOptions) => saying(() => show(options)),
  );
  withReason(
    withGateway(
      policy
        .command("apply")
        .argument("<file>", "a guard.json, or - for stdin")
        .description("put a policy into force: it is signed as a new bundle, and every guard fetches it"),
    ),
  )
    .option("--pack <file...>", "rule packs in TOML, which replace those in force (default: they stay)")
    .option("--no-packs", "take the packs in force away")
    .option("--dry-run", "only say what would change")
    .addHelpText(
      "after",
      "\nExample:\n  $ clampd-guard policy apply guard.json --pack acme.toml --reason 'enforce secrets'",
    )
    .action((file: string, options: ApplyOptions & { readonly packs?: boolean }) =>
      saying(() => apply(file, { ...options, noPacks: options.packs === false })),
    );
};

async function show(options: GatewayOptions): Promise<void> {
  const inForce = await current(openApi(options));
  if (options.json === true) {
    printJson(inForce);
    return;
  }
  const { version, changed, by, reason, packs } = inForce;
  const when = changed === undefined ? "" : `, since ${changed.slice(0, 19).replace("T", " ")}`;
  print(`version ${version}${when}${by === undefined ? "" : ` by ${plain(by)}`}${reason ? `: ${plain(reason)}` : ""}`);
  print(JSON.stringify(inForce.policy, undefined, 2));
  if (packs.length > 0) print(`packs: ${packs.map(({ name }) => name).join(", ")}`);
}

function current(api: Api): Promise<PolicyAnswer> {
  return api.ask(policyAnswer, { path: pathOf("policy") });
}

async function apply(file: string, options: ApplyOptions): Promise<void> {
  const api = openApi(options);
  const given = await readPolicy(file);
  const packs = await readPacks(options.pack ?? []);
  const before = await current(api);
  const after = options.pack === undefined && options.noPacks !== true ? before.packs : packs;
  const changes = differences(before, { policy: given, packs: after });
  if (options.dryRun === true) {
    if (options.json === true) printJson({ changes });
    else
      print(changes.length === 0 ? "Nothing would change." : changes.map((each) => `would change ${each}`).join("\n"));
    return;
  }
  const { version, bundle } = await api.ask(putPolicyAnswer, {
    method: "PUT",
    path: pathOf("policy"),
    body: { policy: given, packs: after, reason: reasonOf(options) },
  });
  if (options.json === true) printJson({ version, bundle, changes });
  else
    print(`version ${version} is in force, as bundle ${bundle.version}; changed: ${changes.join(", ") || "nothing"}`);
}

/** Checked here as well as there: what is wrong is told with line and column. */
async function readPolicy(file: string): Promise<JsonObject> {
  const text = readText(file);
  const known = await knownRules(thisMachine(), process.cwd());
  const name = file === "-" ? "stdin" : file;
  refuseErrors(checkText(name, text, { layer: "bundle", rules: known.rules, now: Date.now(), version: VERSION }));
  const value: unknown = JSON.parse(withoutComments(text.replace(/^\uFEFF/, "")));
  if (!isObject(value)) throw new CommandError(`${name} holds no JSON object`);
  const { $schema: _schema, ...policy } = value;
  return policy;
}

async function readPacks(files: readonly string[]): Promise<readonly Pack[]> {
  const packs = files.map((file) => ({ name: basename(file, ".toml"), toml: readText(file) }));
  const sources = packs.map(({ name, toml }) => ({ file: `${name}.toml`, text: toml }));
  refuseErrors((await loadCustomRules("", "bundle", { base: rules, sources })).problems);
  return packs;
}

function refuseErrors(problems: readonly Problem[]): void {
  for (const problem of problems) process.stderr.write(`${plain(formatProblem(problem))}\n`);
  if (problems.some(({ level }) => level === "error")) throw new CommandError("nothing was sent");
}

function readText(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new CommandError(`${file} cannot be read (${codeOf(error)})`, EXIT.usage);
  }
}

/** Names of the keys and packs that differ. */
function differences(
  before: Pick<PolicyAnswer, "policy" | "packs">,
  after: { readonly policy: JsonObject; readonly packs: readonly Pack[] },
): readonly string[] {
  const named = ({ policy, packs }: { readonly policy: object; readonly packs: readonly Pack[] }) =>
    new Map([
      ...Object.entries(policy).map(([key, value]) => [key, JSON.stringify(value)] as const),
      ...packs.map(({ name, toml }) => [`pack ${name}`, toml] as const),
    ]);
  const [old, now] = [named(before), named(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
}
