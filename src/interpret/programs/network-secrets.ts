import type { Draft } from "../context.ts";
import { CLEAN, type Field, NO_STREAM, opaqueStream, type Stream } from "../shell/value.ts";
import { beyondEnd } from "./options.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** What a store of secrets prints is as secret as the environment. */
const SECRET = opaqueStream({ ...CLEAN, environment: true });

function reveals(run: Invocation, draft: Draft): Stream {
  run.emit(draft);
  return SECRET;
}

function fromService(run: Invocation, provider: string, name: Field | undefined): Stream {
  return reveals(run, {
    kind: "cloud",
    provider,
    action: "read-secret",
    resource: "secret",
    name: name?.text ?? "*",
    all: name === undefined,
    production: /prod/i.test(textOf(name)),
  });
}

/** What the store forgets: entries, whole vaults or projects, people. */
function forgets(run: Invocation, provider: string, what: string, name: Field | undefined): undefined {
  const resource = /^(?:user|group|member|token|service-account|connect)/.test(what)
    ? "identity"
    : /^(?:vault|project|org)/.test(what)
      ? "project"
      : /^environment/.test(what)
        ? "environment"
        : "secret";
  const production = /prod/i.test(textOf(name));
  run.emit({ kind: "cloud", provider, action: "delete", resource, name: textOf(name), all: false, production });
  return undefined;
}

function fromKeychain(run: Invocation, name: Field | undefined): Stream {
  return reveals(run, { kind: "system", action: "keychain", object: name?.text ?? "*" });
}

/** The wrapped command of `op run -- cmd`, `doppler run -- cmd`: secrets go to a program, not to the terminal. */
function wrapped(run: Invocation): Stream | undefined {
  // Behind its own words `--` stands among the operands.
  const dashes = run.operands.findIndex((field) => field.text === "--");
  const rest = run.parsed.endOfOptions >= 0 ? beyondEnd(run.parsed) : run.operands.slice(Math.max(1, dashes + 1));
  return rest.length === 0 ? undefined : run.command(rest, { external: true });
}

/** Local and hosted stores of secrets: what they print is the secret itself. */
export const SECRET_STORES: readonly Program[] = [
  {
    names: ["kwalletcli", "gnome-keyring", "keyring", "keychain-dump", "chainbreaker", "lsass"],
    options: "-r= -f= -w= -e= -l|--list-entries -p= --label= -b= --output=",
    run: (run) => {
      const verb = run.operands[0]?.text;
      if (/^(?:lookup|search|get)$/.test(orEmpty(verb)) || run.has("r") || /dump|breaker|lsass/.test(run.name))
        return fromKeychain(run, run.operands[1]);
      return undefined;
    },
  },
  {
    names: ["pass", "gopass", "passage", "prs"],
    options: "-c|--clip -q|--qrcode -o|--password -n|--noparsing -f|--force -i= -g= -p|--path=",
    commonWord: true,
    run: (run) => {
      const [verb, name] = run.operands;
      if (verb === undefined || run.has("c")) return undefined;
      if (/^(?:show|cat|fscopy|otp|find-show|grep)$/.test(verb.text))
        return name === undefined ? undefined : fromKeychain(run, name);
      if (/^(?:rm|delete|remove)$/.test(verb.text)) {
        run.emit({ kind: "system", action: "keychain", object: name?.text ?? "*", tags: ["delete"] });
        return NO_STREAM;
      }
      // pass(1): a bare name shows that entry.
      return /^(?:ls|list|find|search|insert|edit|generate|git|init|help|version|mv|cp|sync|audit|config|setup|env|mounts|recipients|completion|add|create)$/.test(
        verb.text,
      )
        ? undefined
        : fromKeychain(run, verb);
    },
  },
  {
    names: ["op", "1password"],
    options:
      "--account= --vault= --format= --fields= --session= --cache --reveal --env-file= -o|--out-file= -i|--in-file= --no-newline -n --otp --tags= --categories=",
    run: (run) => {
      const [verb, sub, name] = run.operands;
      if (verb?.text === "run") return wrapped(run);
      const connect = verb?.text === "connect" && /^(?:delete|revoke)$/.test(textOf(name));
      if (connect || /^(?:delete|rm|remove|suspend|revoke)$/.test(textOf(sub)))
        return forgets(run, "1password", textOf(verb), name);
      if (verb?.text === "read" || verb?.text === "inject") return fromService(run, "1password", sub);
      return verb?.text === "item" && sub?.text === "get" && (run.has("fields", "reveal", "otp") || run.has("format"))
        ? fromService(run, "1password", name)
        : undefined;
    },
  },
  {
    names: [
      "bw",
      "bws",
      "lpass",
      "rbw",
      "dashlane",
      "dcli",
      "keepassxc-cli",
      "kpcli",
      "enpass-cli",
      "protonpass",
      "pass-cli",
    ],
    options:
      "--session= --raw --password --passwordenv= --notes --all --fields= -c|--clip -k= -s -a= -q --key-file= --output= --format=",
    run: (run) => {
      const [verb, first, second] = run.operands;
      if (run.has("c") || verb === undefined) return undefined;
      if (/^(?:delete|rm|remove|purge)$/.test(verb.text))
        return forgets(run, "bitwarden", textOf(first), second ?? first);
      if (verb.text === "export") return fromService(run, run.program === "bw" ? "bitwarden" : run.name, undefined);
      if (verb.text === "get" && !/^(?:template|organization|folder|collection)$/.test(textOf(first)))
        return fromService(run, "bitwarden", second ?? first);
      return /^(?:show|password|otp|code|note|secret|clip|read)$/.test(verb.text)
        ? fromService(run, "bitwarden", first)
        : undefined;
    },
  },
  {
    names: [
      "doppler",
      "infisical",
      "chamber",
      "teller",
      "envchain",
      "aws-vault",
      "berglas",
      "conjur",
      "akeyless",
      "phase",
      "hcp",
      "vlt",
    ],
    options:
      "-p|--project= -c|--config= -e|--env= --path= --format= --plain --json --no-file --token= -t= --domain= --profile= -f= --command= --only-secrets= --raw --silent --duration= -n -j -s --server",
    style: "posix",
    run: (run) => {
      const [verb, sub, name] = run.operands;
      const text = textOf(verb);
      if (/^(?:run|exec)$/.test(text) || run.name === "envchain") return wrapped(run);
      if (/^(?:delete|remove|rm|clear)$/.test(text)) return forgets(run, run.name, "secret", sub);
      if (/^(?:delete|unset|rm|remove|revoke)$/.test(textOf(sub))) return forgets(run, run.name, text, name);
      if (text === "secrets" && (sub === undefined || /^(?:get|download|printenv)$/.test(sub.text)))
        return fromService(run, run.name, sub?.text === "download" || name?.text.startsWith("-") ? undefined : name);
      return /^(?:read|export|get|show|access|env|dump|printenv)$/.test(text)
        ? fromService(run, run.name, sub)
        : undefined;
    },
  },
  {
    names: [
      "trufflehog",
      "gitleaks",
      "detect-secrets",
      "ggshield",
      "noseyparker",
      "git-secrets",
      "secretlint",
      "whispers",
      "kingfisher",
    ],
    options:
      "-s|--source= -c|--config= -r|--report-path= -f|--report-format= --repo= --json --no-git --no-banner -v --redact?= --only-verified --directory= --baseline= --staged --pre-commit",
    run: (run) => {
      const fields = [...run.values("s", "directory"), ...run.operands.slice(1)].filter((field) =>
        /^[./~]/.test(field.text),
      );
      for (const field of fields)
        run.emit({ kind: "read", target: run.path(field), recursive: true, how: "search", tags: ["for-secrets"] });
      return undefined;
    },
  },
];
