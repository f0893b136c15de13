import type { Field, Stream } from "../shell/value.ts";
import { FLYWAY_BUILD } from "./databases-migrations.ts";
import { printedCode, runCode } from "./interpreters-run.ts";
import { denoTask } from "./packages-node.ts";
import { published } from "./packages-publishers.ts";
import { runJsonTask } from "./packages-scripts.ts";
import { emitInstall } from "./packages-source.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

const remote = (
  run: Invocation,
  manager: string,
  packages: readonly Field[],
  options: readonly string[],
  global = false,
) => emitInstall(run, manager, packages, { global, registries: options.flatMap((name) => run.values(name)) });

/** Packages of other languages. doc.rust-lang.org/cargo, guides.rubygems.org, go.dev/ref/mod, getcomposer.org, learn.microsoft.com/nuget … */
export const LANGUAGE_PACKAGES: readonly Program[] = [
  {
    names: ["cargo"],
    options:
      "-p|--package= -F|--features= --git= --branch= --tag= --rev= --path= --registry= --index= --version|--vers= --root= --target= --target-dir= --manifest-path= -j|--jobs= --bin= --example= --test= --bench= --profile= --token= --config= -Z= -n|--dry-run -v -q --color= -C= --undo --yank --message-format= --lockfile-path=",
    acts: [
      { sub: "publish", without: "dry-run", does: { ...published("crates"), name: "." } },
      { sub: "yank", without: "undo", does: published("crates", "unpublish") },
      {
        sub: "owner",
        if: (run) => run.args.some((field) => /^(?:-a|--add|-r|--remove)(?:=|$)/.test(field.text)),
        does: published("crates", "grant", "package-access"),
      },
    ],
    run: (run) => {
      const [verb, ...rest] = run.operands;
      const git = run
        .values("git")
        .map((field) => (field.text.startsWith("git") ? field : { ...field, text: `git+${field.text}` }));
      if (verb?.text === "install" || verb?.text === "add" || verb?.text === "binstall")
        remote(run, "cargo", git.length > 0 ? git : rest, ["index"], verb.text === "install");
      if (/^(?:watch|nextest)$/.test(textOf(verb))) watched(run);
      return undefined;
    },
  },
  {
    names: ["gem"],
    options:
      "-v|--version= -s|--source= --host= -k|--key= -i|--install-dir= -n|--bindir= -P|--trust-policy= -f|--force -N|--no-document -a|--all -x -I --platform= -q -r -l -d -p= --otp= --user-install --clear-sources",
    acts: [
      { sub: "push", does: published("rubygems") },
      { sub: "yank", does: published("rubygems", "unpublish") },
      {
        sub: "owner",
        if: (run) => run.args.some((field) => /^(?:-a|--add|-r|--remove)$/.test(field.text)),
        does: published("rubygems", "grant", "package-access"),
      },
    ],
    run: (run) => {
      const [verb, ...rest] = run.operands;
      if (verb?.text === "install" || verb?.text === "i") remote(run, "gem", rest, ["s"], true);
      if (verb?.text === "sources" && run.args.some((field) => /^(?:-a|--add)$/.test(field.text)))
        emitInstall(run, "gem", [], { registries: rest, tags: ["kept"] });
      return undefined;
    },
  },
  {
    names: ["bundle", "bundler"],
    options: "--gemfile= -r|--retry= -v",
    style: "posix",
    run: (run) => {
      const [verb, ...rest] = run.operands;
      if (verb?.text !== "exec" && verb?.text !== "e") return undefined;
      const command = rest.filter((field, index) => index > 0 || field.text !== "--keep-file-descriptors");
      return command.length === 0 ? undefined : run.command(command, { external: true });
    },
  },
  {
    names: ["go"],
    options:
      "-C= -o= -tags= -ldflags= -gcflags= -exec= -toolexec= -mod= -modfile= -overlay= -p= -run= -count= -timeout= -coverprofile= -bench= -v -x -n -u -t -d -race -json -m",
    style: "single",
    run: goTool,
  },
  {
    names: ["composer"],
    options:
      "-d|--working-dir= -n|--no-interaction -q -v --no-scripts --no-dev --dev --repository= --repository-url= --stability=",
    run: (run) => {
      const [verb, ...rest] = run.operands;
      if (verb?.text === "global") {
        if (rest[0]?.text === "require") remote(run, "composer", rest.slice(1), ["repository"], true);
        return undefined;
      }
      if (verb?.text === "require") remote(run, "composer", rest, ["repository"]);
      if (verb?.text === "config" && /^repositor/.test(textOf(rest[0])))
        emitInstall(run, "composer", [], { registries: rest, tags: ["kept"] });
      if (verb?.text === "exec") return rest.length > 0 ? run.command(rest, { external: true }) : undefined;
      const script = verb?.text === "run" || verb?.text === "run-script" ? rest[0] : verb;
      if (script !== undefined)
        runJsonTask(run, ["composer.json"], "scripts", script.text, rest.slice(verb === script ? 0 : 1), run.state.cwd);
      return undefined;
    },
  },
  {
    names: ["dotnet", "nuget"],
    options:
      "-c|--configuration= -f|--framework= -o|--output= -s|--source= -k|--api-key= -v|--verbosity= -r|--runtime= -p= --project= --version= --add-source= --non-interactive --interactive -n|--name= -u|--username= --password= -ApiKey= -Source=",
    acts: [
      { sub: ["nuget push", "push"], does: published("nuget") },
      { sub: ["nuget delete", "delete"], does: published("nuget", "unpublish") },
      {
        sub: ["ef database drop", "ef database update 0"],
        without: "dry-run",
        does: {
          kind: "database",
          action: "migrate-reset",
          object: "database",
          name: "",
          engine: "sql",
          production: false,
        },
      },
    ],
    run: (run) => {
      const words = run.operands.map((field) => field.text).join(" ");
      if (/^(?:add (?:\S+ )?package|tool install|package add)/.test(words))
        remote(
          run,
          "nuget",
          run.operands.slice(-1),
          ["s", "add-source"],
          run.args.some((field) => field.text === "-g"),
        );
      if (/^nuget add source|^sources? add/.test(words))
        emitInstall(run, "nuget", [], { registries: run.operands.slice(-1), tags: ["kept"] });
      return undefined;
    },
  },
  {
    names: ["mvn", "mvnw", "mvnd", "gradle", "gradlew", "sbt", "ant", "lein", "mill"],
    options: "-f|--file= -P= -D= -pl= -p= -b= -c= -q -o -U -T= --tests= --console= -x= -I= -s= -t= -gs=",
    acts: [
      ...FLYWAY_BUILD,
      {
        if: (run) =>
          /^mvn/.test(run.name) &&
          run.operands.some((field) =>
            /^(?:deploy|release:perform|deploy:deploy-file|nexus-staging:release)$/.test(field.text),
          ),
        does: { ...published("maven"), name: "." },
      },
      {
        if: (run) =>
          /^gradle/.test(run.name) &&
          run.operands.some((field) => /(?:^|:)publish(?!ToMavenLocal)(?:[A-Z]\w*)?$/.test(field.text)),
        does: { ...published("maven"), name: "." },
      },
      {
        if: (run) =>
          run.name === "sbt" &&
          run.operands.some((field) => /^(?:publish|publishSigned|sonatypeRelease)$/.test(field.text)),
        does: { ...published("maven"), name: "." },
      },
    ],
  },
  {
    names: ["deno"],
    options:
      "-A|--allow-all -c|--config= --import-map= --lock= -n|--name= -g|--global -f|--force -r|--reload -q --check --unstable -N -R -W -E -S --cwd= --root= --env-file= --dry-run",
    acts: [{ sub: "publish", without: "dry-run", does: { ...published("jsr"), name: "." } }],
    run: (run) => {
      const [verb, ...rest] = run.operands;
      if (verb?.text === "task") denoTask(run);
      if (verb?.text === "install" || verb?.text === "add") emitInstall(run, "deno", rest, { global: run.has("g") });
      return /^(?:run|eval|serve|test)$/.test(textOf(verb)) ? denoRun(run, textOf(verb), rest) : undefined;
    },
  },
];

function watched(run: Invocation): void {
  for (const field of run.args.filter((_, index) => /^(?:-s|--shell)$/.test(textOf(run.args[index - 1]))))
    run.shell(field.text, { source: "inline", span: field.span });
}

/** go(1): options are single-dashed; -exec and -toolexec run programs; `go run module@version` runs fetched code. */
function goTool(run: Invocation): Stream | undefined {
  for (const field of [...run.values("exec"), ...run.values("toolexec")])
    run.shell(field.text, { source: "inline", span: field.span });
  const [verb, ...rest] = run.operands;
  if (verb?.text === "install" || verb?.text === "get" || verb?.text === "run") {
    const modules = rest
      .slice(0, verb.text === "run" ? 1 : undefined)
      .filter((field) => field.text.includes("@") && !/^\.{0,2}\//.test(field.text));
    if (modules.length > 0)
      emitInstall(run, "go", modules, {
        global: verb.text === "install",
        tags: verb.text === "run" ? ["run"] : [],
        read: () => ({ source: "registry" }),
      });
    if (verb.text === "run" && rest[0]?.text.endsWith(".go") === true)
      return runCode(run, { language: "go", inline: [] }, rest);
  }
  if (verb?.text === "env" && run.args.some((field) => field.text === "-w"))
    for (const field of rest) {
      const [, name, value = ""] = /^(\w+)=(.*)$/s.exec(field.text) ?? [];
      if (name === "GOPROXY")
        emitInstall(run, "go", [], {
          registries: value.split(/[,|]/).map((text) => ({ ...field, text })),
          tags: ["kept"],
        });
      if (
        /^(?:GOSUMDB|GONOSUMDB|GOINSECURE|GONOSUMCHECK|GOFLAGS)$/.test(orEmpty(name)) &&
        (name !== "GOSUMDB" || value === "off") &&
        (name !== "GOFLAGS" || /insecure|toolexec/.test(value))
      )
        emitInstall(run, "go", [], { tags: ["kept", "unverified"] });
    }
  return undefined;
}

function denoRun(run: Invocation, verb: string, rest: readonly Field[]): Stream | undefined {
  const [first, ...args] = rest;
  if (first === undefined) return undefined;
  const code = { language: "javascript", inline: [] };
  if (verb === "eval") return printedCode(run, code, first, args);
  if (!/^(?:https?:|npm:|jsr:)/.test(first.text)) return runCode(run, code, rest);
  emitInstall(run, "deno", [first], { tags: ["run"] });
  return undefined;
}
