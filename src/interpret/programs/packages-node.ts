import { hostTarget } from "../hosts.ts";
import { type Field, type Stream, textStream } from "../shell/value.ts";
import { runCode } from "./interpreters-run.ts";
import { behind, parseArguments } from "./options.ts";
import { configure } from "./packages-npmrc.ts";
import { folderOf, runJsonTask, runPackageScript } from "./packages-scripts.ts";
import { emitInstall, npmSource, usualRegistry } from "./packages-source.ts";
import type { Act, Invocation, Program } from "./program.ts";
import { textOf, upTo } from "./text-of.ts";

const NPM_OPTIONS =
  "-g|--global --location= -D|--save-dev|--dev -S|--save -P|--save-prod|--prod -O|--save-optional -E|--save-exact|--exact -f|--force --legacy-peer-deps --ignore-scripts --dry-run --prefix= --registry= -C|--dir|--cwd= -w|--workspace= -W|--workspaces|--workspace-root --tag= --otp= --access= --loglevel= --omit= --include= --cache= --userconfig= -c|--call= -p|--package= -y|--yes -q|--quiet -s|--silent --if-present --audit --no-audit --no-fund --filter|-F= --frozen-lockfile --strict-ssl?= --shell-mode -r|--recursive --scope= --auth-type= --json -l|--long --production?= --no-save --depth= --before= --install-strategy= --node-options= --script-shell= --network-timeout= --modules-folder= --mutex= --parallel --stream -i|--install -b|--bun --hot --watch";

/** bun is an interpreter, too: `-e`, `-p` and `-r` are node's. */
const BUN_OPTIONS = NPM_OPTIONS.replace("-p|--package=", "-p|--print= -e|--eval= --package=").replace(
  "-r|--recursive",
  "-r|--preload= --recursive",
);

const published = (action: string, provider: string) =>
  ({ kind: "cloud", provider, action, resource: "package", name: "", all: false, production: false }) as const;

/** What npm and its relatives do at the registry, for everyone. */
const REGISTRY_ACTS: readonly Act[] = [
  {
    sub: ["publish", "npm publish", "stage publish"],
    without: "dry-run",
    if: (run) => !run.values("registry").some((field) => hostTarget(field.text).classes.includes("loopback")),
    does: (_run, rest) => ({ ...published("publish", "npm"), name: rest[0]?.text ?? "." }),
  },
  { sub: ["unpublish", "npm unpublish"], without: "dry-run", does: published("unpublish", "npm") },
  {
    sub: ["deprecate", "npm deprecate"],
    without: "dry-run",
    does: { ...published("modify", "npm"), resource: "package-notice" },
  },
  {
    sub: [
      "owner|author add|rm",
      "npm owner add|rm",
      "access grant|revoke|set|public|restricted|2fa-required|2fa-not-required",
      "team create|destroy|add|rm",
      "org set|rm",
    ],
    does: { ...published("grant", "npm"), resource: "package-access" },
  },
  {
    sub: ["dist-tag|dist-tags add|rm|set", "npm tag add|rm"],
    does: { ...published("modify", "npm"), resource: "package-tag" },
  },
  {
    sub: ["token create|revoke|delete", "npm token create"],
    does: { ...published("grant", "npm"), resource: "registry-token" },
  },
  {
    sub: ["config|c get", "get"],
    operand: ["*_authToken", "*_auth", "*_password"],
    does: { kind: "environment", name: "npm_token", value: "", action: "show" },
  },
  { sub: ["config|c set", "set", "config"], does: configure },
];

/** JavaScript packages. docs.npmjs.com, pnpm.io, yarnpkg.com, bun.sh. */
export const NODE_PACKAGES: readonly Program[] = [
  { names: ["npm", "cnpm", "tnpm"], options: NPM_OPTIONS, acts: REGISTRY_ACTS, run: (run) => manage(run, "npm") },
  { names: ["pnpm", "pn"], options: NPM_OPTIONS, acts: REGISTRY_ACTS, run: (run) => manage(run, "pnpm") },
  { names: ["yarn", "yarnpkg"], options: NPM_OPTIONS, acts: REGISTRY_ACTS, run: (run) => manage(run, "yarn") },
  { names: ["bun"], options: BUN_OPTIONS, acts: REGISTRY_ACTS, run: runBun },
  {
    names: ["npx", "bunx", "pnpx", "pnx", "nlx", "dlx"],
    style: "none",
    run: (run) => execute(run, run.args, run.name),
  },
  {
    names: ["ni", "nci", "nun", "nr"],
    options: NPM_OPTIONS,
    run: (run) => (run.name === "nr" ? script(run, run.operands) : undefined),
  },
  {
    names: ["corepack"],
    style: "posix",
    options: "",
    run: (run) =>
      /^(?:npm|pnpm|yarn)/.test(textOf(run.operands[0]))
        ? run.command(
            run.operands.map((field, index) =>
              index === 0 ? { ...field, text: field.text.replace(/@.*$/, "") } : field,
            ),
            { external: true },
          )
        : undefined,
  },
  {
    names: ["lerna", "nx", "turbo", "changeset", "np", "release-it", "semantic-release"],
    options: "--scope= --yes -y --dry-run -d --ci --filter= --target= --projects= --no-verify-access",
    dryRun: ["dry-run", "d"],
    acts: [
      {
        sub: ["publish", "release publish"],
        if: (run) => /^(?:lerna|changeset|nx)$/.test(run.name),
        does: { ...published("publish", "npm"), name: "." },
      },
    ],
    run: (run) =>
      run.name === "lerna" && run.operands[0]?.text === "exec"
        ? run.command(run.operands.slice(1), { external: true })
        : undefined,
  },
  {
    names: ["npm-run-all", "run-s", "run-p", "npm-run-all2"],
    options:
      "-p|--parallel -s|--sequential -l|--print-label -c|--continue-on-error -r|--race -n --npm-path= --max-parallel=",
    run: (run) => {
      for (const field of run.operands) runPackageScript(run, field.text, [], run.state.cwd);
      return undefined;
    },
  },
  { names: ["node-run"], options: "", run: (run) => script(run, run.operands) },
];

const INSTALL = /^(?:install|i|in|ins|add|isntall|a|link|ln)$/;
const EXECUTES: Readonly<Record<string, RegExp>> = {
  npm: /^(?:exec|x|create|init)$/,
  pnpm: /^(?:exec|dlx|create)$/,
  yarn: /^(?:exec|dlx|create)$/,
  bun: /^(?:x|create)$/,
};
const OWN_VERBS =
  /^(?:audit|bin|cache|ci|clean-install|config|c|create|dedupe|deprecate|dev|diff|dist-tag|docs|doctor|edit|exec|x|dlx|explain|why|explore|find-dupes|fund|get|help|init|import|info|licenses|link|list|ls|login|logout|node|npm|org|outdated|owner|pack|patch|plugin|ping|pkg|prefix|profile|prune|publish|query|rebuild|remove|repo|root|run|run-script|rum|search|self-update|server|set|shrinkwrap|star|stars|store|team|token|unlink|unpublish|uninstall|un|rm|r|up|update|upgrade|upgrade-interactive|version|versions|view|whoami|workspace|workspaces|env|deploy|fetch|pm|build|repl|completions|policies|autoclean|check|generate-lock-entry|global|tag|unplug|constraints|setup|server|dedupe|approve-builds|ignored-builds|catalog)$/;

function manage(run: Invocation, manager: string): Stream | undefined {
  const [verb, ...rest] = run.operands;
  const text = verb?.text ?? (manager === "yarn" ? "install" : "");
  if (text === "workspace" || text === "workspaces") {
    const inner = rest.slice(text === "workspace" ? 1 : /^foreach$/.test(textOf(rest[0])) ? 1 : 0);
    return inner.length === 0
      ? undefined
      : run.command([{ ...inner[0], text: manager } as Field, ...inner], { external: true });
  }
  if (/^(?:root|prefix|bin)$/.test(text) && !run.has("g")) return folderNamed(run, text, manager);
  if (text === "global") {
    if (/^(?:add|install)$/.test(textOf(rest[0]))) install(run, manager, rest.slice(1), true);
    return undefined;
  }
  if (
    INSTALL.test(text) ||
    text === "ci" ||
    text === "clean-install" ||
    text === "update" ||
    text === "up" ||
    text === "upgrade"
  ) {
    install(run, manager, rest, run.has("g") || run.value("location")?.text === "global");
    return undefined;
  }
  if (EXECUTES[manager]?.test(text) === true)
    return execute(run, run.args.slice(behind(run.parsed, 0)), `${manager} ${text}`);
  if (text === "run" || text === "run-script" || text === "rum" || text === "urn") {
    const found =
      rest[0] !== undefined && runPackageScript(run, rest[0].text, rest.slice(1), folderOf(run, "prefix", "C"));
    // yarn and bun take what is no script for a program of node_modules/.bin.
    return found || manager === "npm" || manager === "pnpm" || rest.length === 0
      ? undefined
      : run.command(rest, { external: true });
  }
  if (/^(?:test|t|tst|start|stop|restart)$/.test(text))
    return script(run, [{ ...(verb as Field), text: text.startsWith("t") ? "test" : text }, ...rest]);
  // yarn, pnpm and bun run a script by its bare name; a name that is none is a program of node_modules/.bin.
  if (manager !== "npm" && verb !== undefined) {
    const found = runPackageScript(run, text, rest, folderOf(run, "prefix", "C"));
    if (!found && manager !== "bun" && !OWN_VERBS.test(text))
      return run.command(run.args.slice(behind(run.parsed, 0) - 1), { external: true });
  }
  return undefined;
}

/** `npm root`, `npm prefix`, `yarn bin`: where the project's packages lie, which scripts then delete or run. */
function folderNamed(run: Invocation, what: string, manager: string): Stream | undefined {
  const folder = folderOf(run, "prefix", "C");
  if (folder === undefined || run.state.where !== "local") return undefined;
  if (what === "root") return textStream(`${folder}/node_modules\n`);
  if (what === "bin" && manager !== "bun") return textStream(`${folder}/node_modules/.bin\n`);
  return what === "prefix" ? textStream(`${folder}\n`) : undefined;
}

function runBun(run: Invocation): Stream | undefined {
  const code = { language: "javascript", inline: ["e", "p"] };
  const [verb, ...rest] = run.operands;
  const named = verb?.text === "run" ? rest : run.operands;
  const [file] = named;
  if (run.has("e", "p") || (file !== undefined && /^-$|^\.{0,2}\/|\.[cm]?[jt]sx?$/.test(file.text)))
    return runCode(run, code, named);
  return manage(run, "bun");
}

function script(run: Invocation, fields: readonly Field[]): Stream | undefined {
  const [name, ...args] = fields;
  if (name !== undefined) runPackageScript(run, name.text, args, folderOf(run, "prefix", "C"));
  return undefined;
}

function install(run: Invocation, manager: string, packages: readonly Field[], global: boolean): void {
  if (run.has("dry-run")) return;
  const unverified = run.value("strict-ssl")?.text === "false" ? ["unverified"] : [];
  emitInstall(run, manager, packages, {
    global,
    registries: run.values("registry"),
    tags: unverified,
    read: npmSource,
  });
  if (packages.length > 0 || global || run.has("ignore-scripts")) return;
  // Without packages the project's own life-cycle scripts run (npm-install(1), scripts(7)).
  for (const name of ["install", "prepare"]) runPackageScript(run, name, [], folderOf(run, "prefix", "C"));
}

const EXEC_OPTIONS =
  "-p|--package= -c|--call= -y|--yes --no -q|--quiet --registry= --prefix= -w|--workspace= -s|--silent -b|--bun --shell= -n|--node-arg= --ignore-existing --no-install --userconfig= --cache= --filter|-F= -r|--recursive --parallel -C|--dir= --allow-build= --prefer-offline --loglevel=";

/** npx and its relatives: the program of a package, fetched where it is not installed. npm-exec(1), pnpm-dlx. */
function execute(run: Invocation, args: readonly Field[], how: string): Stream | undefined {
  const parsed = parseArguments(args, { options: EXEC_OPTIONS, style: "posix" });
  const given = (name: string) =>
    (parsed.options.get(name) ?? []).filter((field): field is Field => field !== undefined);
  const packages = given("p");
  const [first, ...rest] = parsed.operands;
  const create = how.endsWith("create") || how.endsWith("init");
  if (create && first === undefined) return undefined;
  const named = packages.length > 0 ? packages : first === undefined ? [] : [first];
  if (named.length > 0) {
    const tags = given("registry").some((field) => !usualRegistry(hostTarget(field.text)))
      ? ["run", "odd-registry"]
      : ["run"];
    emitInstall(run, upTo(how, " "), named, { registries: given("registry"), tags, read: npmSource });
  }
  for (const field of given("c")) run.shell(field.text, { source: "inline", span: field.span });
  if (first === undefined || create) return undefined;
  // `rimraf@5` and `@scope/name@1` run the program of that name.
  const program = first.text.replace(/(?<=.)@[^/]*$/, "").replace(/^@[\w.-]+\//, "");
  if (/[/:]/.test(program) && !/^\.{0,2}\//.test(program)) return undefined;
  return run.command([{ ...first, text: program }, ...rest], { external: true });
}

/** `deno task` and `composer run` live in other rows; both read a JSON file's tasks. */
export function denoTask(run: Invocation): void {
  const [, name, ...rest] = run.operands;
  if (name === undefined) return;
  runJsonTask(run, ["deno.json", "deno.jsonc"], "tasks", name.text, rest, run.state.cwd);
  runPackageScript(run, name.text, rest, run.state.cwd);
}
