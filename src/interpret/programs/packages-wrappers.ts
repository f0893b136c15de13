import type { Field, Stream } from "../shell/value.ts";
import { beyondEnd, type OptionSyntax, parseArguments } from "./options.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Programs that choose versions, settings or a shell, and run what follows their own options. */

interface RunVerb extends OptionSyntax {
  /** Operands before the command: a version, a folder. */
  readonly skip?: number;
  /** Option whose value is shell text. */
  readonly shell?: string;
}

const row = (names: readonly string[], verbs: Readonly<Record<string, RunVerb>>): Program => ({
  names,
  style: "posix",
  options: "-C|--cd|--cwd= -E|--env= -q -v -y -c|--config= -d|--debug --log-level= --home= -n -j|--jobs=",
  run: (run) => {
    const [verb, ...rest] = run.operands;
    const how = verbs[textOf(verb)];
    return how === undefined ? undefined : after(run, rest, how);
  },
});

export const VERSION_WRAPPERS: readonly Program[] = [
  row(["mise", "rtx"], {
    exec: { options: "-c|--command= -C|--cd= -j= --raw --fresh-env -q -v", shell: "c" },
    x: { options: "-c|--command= -C|--cd= -j= --raw -q -v", shell: "c" },
  }),
  row(["asdf"], { exec: {} }),
  row(["nvm", "fnm", "nodenv", "rbenv", "pyenv", "goenv", "jenv"], {
    exec: { options: "--using= --silent -s" },
    run: { options: "--silent" },
  }),
  row(["volta"], {
    run: { skip: 0, options: "--node= --npm= --yarn= --pnpm= --env= --no-yarn --bundled-npm --no-pnpm" },
  }),
  row(["direnv"], { exec: { skip: 1 } }),
  row(["devbox", "flox", "devenv"], {
    run: { options: "-c|--config= -e|--env= --env-file= --pure -q" },
    shell: {},
    activate: { options: "-d|--dir= -r|--remote=" },
  }),
  row(["rustup"], { run: { options: "--install", skip: 1 } }),
  row(["rvm"], { do: {}, exec: {} }),
  {
    names: ["dotenv", "dotenvx", "env-cmd", "op-env"],
    options: "-e= -f|--file= -v= -c= -p= -o|--override -q --quote= --env-file= --no-override -x|--expand-envs --silent",
    style: "posix",
    run: (run) => {
      const [first, ...rest] = run.operands;
      if (first?.text === "run") return after(run, rest, { options: "-f|--env-file= -e= --overload -q --no-override" });
      return first === undefined || /^(?:get|set|list|unset|encrypt|decrypt)$/.test(first.text)
        ? undefined
        : run.command(run.operands, { external: true });
    },
  },
  {
    names: ["cross-env", "cross-env-shell"],
    options: "",
    style: "posix",
    run: crossEnvironment,
  },
  {
    names: ["nodemon", "tsx-watch", "chokidar", "watchexec", "onchange", "wach", "reflex", "air", "watchman-make"],
    options:
      "-x|--exec= -w|--watch= -e|--ext|--exts= -i|--ignore= -c|--command|--config= -d|--delay|--debounce= -f|--filter= -r|--restart -s|--signal= -q -V --initial -n -p|--postpone -t= --shell= -E= -S -a= -R= -g= -- -v -k",
    style: "posix",
    run: watcher,
  },
  {
    names: ["nix-shell"],
    options: "-p|--packages -A|--attr= -I= -E|--expr= --run= --command= --pure -i= --keep= --arg= --argstr= -k -v -j=",
    run: (run) => texts(run, "run", "command"),
  },
  {
    names: ["nix"],
    options:
      "-I= -f|--file= --expr= --arg= --argstr= --option= -L --impure --extra-experimental-features= --experimental-features= -o= -j= -k|--keep= -i|--ignore-environment --profile= --override-input= --inputs-from= -v --refresh --accept-flake-config --no-write-lock-file",
    run: nix,
  },
  {
    names: ["nix-collect-garbage", "nix-store"],
    options: "-d|--delete-old --delete-older-than= --gc -q --dry-run -r",
    dryRun: "dry-run",
  },
  {
    names: ["wait-on", "start-server-and-test", "start-test"],
    options: "-t= -i= -d= --expect=",
    run: (run) =>
      run.name === "wait-on"
        ? undefined
        : run.operands.reduce<Stream | undefined>(
            (_, field) =>
              /^(?:https?:|\d+$|:)/.test(field.text)
                ? undefined
                : run.shell(field.text, { source: "inline", span: field.span }),
            undefined,
          ),
  },
  {
    names: ["husky", "pre-commit", "lefthook", "lint-staged", "commitlint"],
    options: "-a|--all-files --files= -c= -t= -v -q --hook-stage=",
  },
];

function after(run: Invocation, args: readonly Field[], how: RunVerb): Stream | undefined {
  const parsed = parseArguments(args, { options: orEmpty(how.options), style: "posix" });
  const text = how.shell === undefined ? undefined : parsed.options.get(how.shell)?.at(-1);
  if (text !== undefined) return run.shell(text.text, { source: "inline", span: text.span });
  // mise exec node@20 -- command: the tools stand before the two dashes.
  const beyond = beyondEnd(parsed);
  const dashes = parsed.operands.findIndex((field) => field.text === "--");
  // nvm exec 18 command, rustup run nightly command: a version may stand first.
  const version = /^(?:v?\d[\w.]*|lts\/.*|node|system|stable|beta|nightly.*)$/.test(textOf(parsed.operands[0])) ? 1 : 0;
  const usual = how.skip ?? (parsed.operands.length > 1 ? version : 0);
  const command = beyond.length > 0 ? beyond : parsed.operands.slice(dashes >= 0 ? dashes + 1 : usual);
  return command.length === 0 ? undefined : run.command(command, { external: true });
}

function crossEnvironment(run: Invocation): Stream | undefined {
  const at = run.operands.findIndex((field) => !/^[A-Za-z_]\w*=/.test(field.text));
  if (at < 0) return undefined;
  const command = run.operands.slice(at);
  const changes = at === 0 ? {} : { variables: run.operands.slice(0, at) };
  return run.name === "cross-env-shell"
    ? run.shell(command.map((field) => field.text).join(" "), { source: "inline", changes })
    : run.command(command, { external: true, ...changes });
}

/** nodemon --exec, watchexec CMD, onchange GLOBS -- CMD, chokidar GLOBS -c CMD. */
function watcher(run: Invocation): Stream | undefined {
  // chokidar's globs come first.
  const at = run.args.findIndex((field) => /^(?:-c|--command)$/.test(field.text));
  const given = run.name === "chokidar" && at >= 0 ? run.args[at + 1] : run.value("x");
  if (given !== undefined && run.name !== "watchexec")
    return run.shell(given.text, { source: "inline", span: given.span });
  if (/^(?:watchexec|reflex)$/.test(run.name))
    return run.operands.length === 0
      ? undefined
      : run.shell(run.operands.map((field) => field.text).join(" "), { source: "inline" });
  const dashes = run.args.findIndex((field) => field.text === "--");
  if (run.name === "onchange" && dashes >= 0) return run.command(run.args.slice(dashes + 1), { external: true });
  const [script] = run.operands;
  return run.name === "nodemon" && script !== undefined
    ? run.command([{ ...script, text: "node" }, ...run.operands], { external: true })
    : undefined;
}

function texts(run: Invocation, ...names: readonly string[]): Stream | undefined {
  let printed: Stream | undefined;
  for (const name of names)
    for (const field of run.values(name)) printed = run.shell(field.text, { source: "inline", span: field.span });
  return printed;
}

/** nix3-develop, nix3-shell, nix3-run: `-c` takes the rest of the line. */
function nix(run: Invocation): Stream | undefined {
  const at = run.args.findIndex((field) => /^(?:-c|--command)$/.test(field.text));
  const verb = run.operands[0]?.text;
  if ((verb === "develop" || verb === "shell") && at >= 0)
    return run.command(run.args.slice(at + 1), { external: true });
  if (verb === "run" && run.parsed.endOfOptions >= 0) {
    const name = /#([\w.-]+)$/.exec(textOf(run.operands[1]))?.[1];
    const first = run.operands[1];
    if (name !== undefined && first !== undefined)
      return run.command([{ ...first, text: name }, ...run.args.slice(run.parsed.endOfOptions + 1)], {
        external: true,
      });
  }
  return undefined;
}
