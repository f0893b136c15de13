import type { Field, Stream } from "../shell/value.ts";
import { behind, type OptionSyntax, parseArguments } from "./options.ts";
import { addressOf, PIP_OPTIONS, pipTags, registries } from "./packages-pip.ts";
import { emitInstall } from "./packages-source.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

const publish = {
  kind: "cloud",
  provider: "pypi",
  action: "publish",
  resource: "package",
  name: "",
  all: false,
  production: false,
} as const;

/** Python packages. pip.pypa.io, docs.astral.sh/uv, python-poetry.org, pipenv, pdm, hatch, rye, conda. */
export const PYTHON_PACKAGES: readonly Program[] = [
  { names: ["pip", "pip3", "pipx"], options: PIP_OPTIONS, run: pip },
  { names: ["uv"], options: PIP_OPTIONS, style: "posix", run: uv },
  { names: ["uvx"], style: "none", run: (run) => runTool(run, run.args, "uvx") },
  {
    names: ["poetry"],
    options: "-C|--directory= -P|--project= -v -q -n --no-ansi",
    style: "posix",
    run: (run) => project(run, "poetry"),
  },
  {
    names: ["pipenv"],
    options: "--python= --where --venv -q -v --site-packages --bare",
    style: "posix",
    run: (run) => project(run, "pipenv"),
  },
  {
    names: ["pdm"],
    options: "-c|--config= -p|--project= -q -v -I --no-cache",
    style: "posix",
    run: (run) => project(run, "pdm"),
  },
  {
    names: ["hatch"],
    options: "-e|--env= -p|--project= -v -q --color --interactive --data-dir= --cache-dir= --config=",
    style: "posix",
    run: (run) => project(run, "hatch"),
  },
  { names: ["rye", "pixi"], options: "-v -q --manifest-path=", style: "posix", run: (run) => project(run, run.name) },
  {
    names: ["conda", "mamba", "micromamba"],
    options:
      "-n|--name= -p|--prefix= -c|--channel= -f|--file= -y|--yes --all -q -v --override-channels --no-capture-output --live-stream --cwd= --dev --force-remove -d|--dry-run --root-prefix= -a|--attach=",
    style: "gnu",
    run: conda,
  },
  {
    names: ["twine"],
    options:
      "-r|--repository= --repository-url= -u|--username= -p|--password= -s|--sign -c|--comment= --skip-existing --verbose --non-interactive --cert= --client-cert= --disable-progress-bar --config-file=",
    acts: [{ sub: ["upload", "register"], does: (_run, rest) => ({ ...publish, name: textOf(rest[0]) }) }],
  },
  { names: ["flit"], options: "-f= --repository= --pypirc=", acts: [{ sub: "publish", does: publish }] },
  {
    names: ["virtualenv", "pip-compile", "pip-sync", "pipdeptree", "pip-audit"],
    options: "-p= -r= -o= -f|--force -i|--index-url= --extra-index-url=",
  },
];

function pip(run: Invocation): Stream | undefined {
  const [verb, ...rest] = run.operands;
  if (run.has("dry-run")) return undefined;
  if (verb?.text === "run" || verb?.text === "runpip") {
    if (run.name !== "pipx" || verb.text === "runpip") return undefined;
    return runTool(run, run.args.slice(behind(run.parsed, 0)), "pipx");
  }
  const injected = verb?.text === "inject" ? rest.slice(1) : rest;
  if (/^(?:install|inject|download|wheel|upgrade)$/.test(textOf(verb))) {
    const remote = run.values("r").map((field) => addressOf(run, field));
    emitInstall(run, run.name, [...injected, ...run.values("e"), ...remote.filter((field) => field !== undefined)], {
      global: run.name === "pipx",
      registries: registries(run),
      tags: pipTags(run),
    });
  }
  if (verb?.text === "uninstall")
    run.emit({
      kind: "system",
      action: "remove-package",
      object: rest.map((field) => field.text).join(" "),
      tags: ["language"],
    });
  if (verb?.text === "config" && rest[0]?.text === "set" && /index-url|trusted-host/.test(textOf(rest[1])))
    emitInstall(run, "pip", [], { registries: rest.slice(2, 3), tags: ["kept"] });
  return undefined;
}

/** uv(1): options of uv, then the command; `uv run` runs what follows its own options. */
function uv(run: Invocation): Stream | undefined {
  const [verb, ...rest] = run.operands;
  switch (verb?.text) {
    case "run":
      return uvRun(run, rest);
    case "tool": {
      if (rest[0]?.text === "run") return runTool(run, rest.slice(1), "uv");
      if (rest[0]?.text === "install") sub(run, rest.slice(1), "uv", true);
      return undefined;
    }
    case "pip":
      return run.command([{ ...verb, text: "pip" }, ...rest], { external: true });
    case "add":
    case "sync":
      sub(run, rest, "uv", false);
      return undefined;
    case "publish":
      if (!rest.some((field) => field.text === "--dry-run"))
        run.emit({ ...publish, name: rest.find((field) => !field.text.startsWith("-"))?.text ?? "dist" });
      return undefined;
    default:
      return undefined;
  }
}

/** A script or a package may be named by address; docs.astral.sh/uv, `uv run`. */
function uvRun(run: Invocation, args: readonly Field[]): Stream | undefined {
  const parsed = parseArguments(args, { options: PIP_OPTIONS, style: "posix" });
  const fetched = [...(parsed.options.get("with") ?? []), ...parsed.operands.slice(0, 1)].filter(
    (field): field is Field => field !== undefined && /^(?:git\+|https?:)/.test(field.text),
  );
  if (fetched.length > 0) emitInstall(run, "uv", fetched, { tags: ["run"] });
  if (/^https?:/.test(textOf(parsed.operands[0]))) return undefined;
  return runIn(run, args, { options: PIP_OPTIONS, style: "posix" });
}

function sub(run: Invocation, args: readonly Field[], manager: string, global: boolean): void {
  const parsed = parseArguments(args, { options: PIP_OPTIONS });
  const values = (...names: readonly string[]) =>
    names
      .flatMap((name) => parsed.options.get(parsed.canonical(name)) ?? [])
      .filter((field): field is Field => field !== undefined);
  if (parsed.options.has("dry-run")) return;
  const has = (...names: readonly string[]) => names.some((name) => parsed.options.has(parsed.canonical(name)));
  emitInstall(run, manager, [...parsed.operands, ...values("git"), ...values("from")], {
    global,
    registries: registries({ values }),
    tags: pipTags({ has }),
  });
}

/** The program of a package, fetched where it is not installed: uvx, pipx run. */
function runTool(run: Invocation, args: readonly Field[], manager: string): Stream | undefined {
  const parsed = parseArguments(args, { options: PIP_OPTIONS, style: "posix" });
  const values = (name: string) =>
    (parsed.options.get(name) ?? []).filter((field): field is Field => field !== undefined);
  const [first, ...rest] = parsed.operands;
  const from = [...values("from"), ...values("spec")];
  const named = from.length > 0 ? from : first === undefined ? [] : [first];
  if (named.length > 0)
    emitInstall(run, manager, [...named, ...values("with")], {
      registries: [...values("i"), ...values("extra-index-url")],
      tags: ["run"],
    });
  if (first === undefined || /[:@/]/.test(first.text.replace(/@[\w.]+$/, ""))) return undefined;
  return run.command([{ ...first, text: first.text.replace(/@[\w.]+$/, "") }, ...rest], { external: true });
}

/** `X run [options] command …` with the options of that run. */
function runIn(run: Invocation, args: readonly Field[], syntax: OptionSyntax): Stream | undefined {
  const parsed = parseArguments(args, syntax);
  const module = parsed.options.has("m");
  const [first] = parsed.operands;
  if (first === undefined) return undefined;
  if (module)
    return run.command([{ ...first, text: "python" }, { ...first, text: "-m" }, ...parsed.operands], {
      external: true,
    });
  if (/\.py$/.test(first.text))
    return run.command([{ ...first, text: "python" }, ...parsed.operands], { external: true });
  return run.command(parsed.operands, { external: true });
}

function project(run: Invocation, manager: string): Stream | undefined {
  const [verb, ...rest] = run.operands;
  switch (verb?.text) {
    case "run":
    case "exec":
      return runIn(run, rest, {
        options:
          "-s -p= -e= --site-packages --no-site-packages -v -q --json -l --list --manifest-path= --frozen --locked --environment= -x",
        style: "posix",
      });
    case "add":
    case "install":
    case "global":
      sub(run, rest, manager, verb.text === "global");
      return undefined;
    case "publish":
      if (!rest.some((field) => field.text === "--dry-run")) run.emit({ ...publish, name: "." });
      return undefined;
    case "source":
      if (rest[0]?.text === "add")
        emitInstall(run, manager, [], {
          registries: rest.filter((field) => /^https?:/.test(field.text)),
          tags: ["kept"],
        });
      return undefined;
    case "config":
      if (/^(?:pypi-token|http-basic)\./.test(textOf(rest[0])) && rest.length > 1)
        run.emit({ ...publish, action: "modify", resource: "registry-credential", name: textOf(rest[0]) });
      return undefined;
    default:
      return undefined;
  }
}

function conda(run: Invocation): Stream | undefined {
  const [verb, ...rest] = run.operands;
  if (run.has("d")) return undefined;
  if (verb?.text === "run") {
    const at = run.args.findIndex((field) => field.text === "run");
    return runIn(run, run.args.slice(at + 1), {
      options:
        "-n|--name= -p|--prefix= --cwd= --no-capture-output --live-stream --dev -v -a|--attach= -e= --debug-wrapper-scripts",
      style: "posix",
    });
  }
  if (/^(?:install|create|update)$/.test(textOf(verb)))
    emitInstall(run, "conda", rest, { registries: run.values("c") });
  const environment =
    (verb?.text === "env" && rest[0]?.text === "remove") ||
    (/^(?:remove|uninstall)$/.test(textOf(verb)) && run.has("all"));
  if (environment)
    run.emit({
      kind: "system",
      action: "remove-package",
      object: `environment ${textOf(run.value("n", "p"))}`,
      tags: ["environment"],
    });
  return undefined;
}
