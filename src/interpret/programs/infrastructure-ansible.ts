import type { Stream } from "../shell/value.ts";
import { cloud } from "./cloud-table.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

// ansible(1), ansible-playbook(1), salt(1), puppet, knife: what they run, runs on other machines.

const ANSIBLE_OPTIONS =
  "-i|--inventory|--inventory-file= -m|--module-name= -a|--args= -e|--extra-vars= -l|--limit= -u|--user= -b|--become --become-user= --become-method= -K|--ask-become-pass -k|--ask-pass --private-key|--key-file= -f|--forks= -t|--tags= --skip-tags= -C|--check -D|--diff -v -M|--module-path= -c|--connection= -T|--timeout= --vault-password-file|--vault-pass-file= --vault-id= -J|--ask-vault-pass --list-hosts --list-tasks --list-tags --syntax-check --start-at-task= --step --flush-cache -o|--one-line -P|--poll= -B|--background= -t|--tree= --playbook-dir= --ssh-common-args= --ssh-extra-args= --force-handlers";

export const ANSIBLE: readonly Program[] = [
  { names: ["ansible"], options: ANSIBLE_OPTIONS, dryRun: ["check", "list-hosts"], run: adHoc },
  {
    names: ["ansible-playbook", "ansible-pull"],
    options: ANSIBLE_OPTIONS,
    dryRun: ["check", "list-hosts", "list-tasks", "list-tags", "syntax-check"],
  },
  {
    names: ["salt", "salt-call", "salt-ssh"],
    options:
      "-C|--compound -G|--grain -E|--pcre -L|--list -N|--nodegroup -t|--timeout= -b|--batch-size= --out= --local -l|--log-level= -c|--config-dir= -v -s --async -i --roster= --user=",
    run: salt,
  },
  {
    names: ["puppet"],
    options: "-e|--execute= --noop -t|--test --environment= --modulepath= --server= --debug -v",
    dryRun: "noop",
    run: puppet,
  },
  {
    names: ["knife", "chef"],
    options:
      "-y|--yes -c|--config= -E|--environment= -F|--format= -P|--purge -x|--ssh-user|--connection-user= -i|--ssh-identity-file= -a|--attribute= -m|--manual-list -C= -z|--local-mode -P=",
    run: knife,
  },
];

function adHoc(run: Invocation): Stream | undefined {
  const module = (run.value("m")?.text ?? "command").replace(/^ansible\.(?:builtin|legacy|windows)\./, "");
  const given = run.value("a");
  const changes = { where: "remote" as const, elevated: run.has("b") };
  if (module === "reboot") return run.shell("reboot", { source: "inline", span: run.span, changes });
  if (given === undefined) return undefined;
  if (/^(?:shell|command|raw|win_shell|win_command|script)$/.test(module)) {
    const text = given.text
      .replace(/(?:^|\s)(?:chdir|creates|removes|executable)=\S+/g, " ")
      .replace(/^\s*(?:cmd|_raw_params)=/, "")
      .trim();
    return text === "" ? undefined : run.shell(text, { source: "inline", span: given.span, changes });
  }
  const value = (name: string) =>
    new RegExp(`(?:^|\\s)${name}=("[^"]*"|'[^']*'|\\S+)`).exec(given.text)?.[1]?.replace(/^["']|["']$/g, "");
  const path = value("path") ?? value("dest") ?? value("name");
  const state = value("state");
  if (/^(?:file|win_file)$/.test(module) && state === "absent" && path !== undefined)
    return run.shell(`rm -rf '${path.replaceAll("'", "'\\''")}'`, { source: "inline", span: given.span, changes });
  if (/^(?:service|systemd|systemd_service)$/.test(module) && state === "stopped")
    return run.shell(`systemctl stop ${orEmpty(value("name"))}`, { source: "inline", span: given.span, changes });
  if (module === "user" && state === "absent")
    return run.shell(`userdel ${orEmpty(value("name"))}`, { source: "inline", span: given.span, changes });
  return undefined;
}

function salt(run: Invocation): Stream | undefined {
  const words = run.name === "salt-call" ? run.operands : run.operands.slice(1);
  const [name, code] = words;
  if (name === undefined) return undefined;
  if (/^cmd\.(?:run|shell|run_all|script|exec_code)/.test(name.text) && code !== undefined)
    return run.shell(code.text, { source: "inline", span: code.span, changes: { where: "remote", elevated: true } });
  if (/^(?:file\.remove|system\.(?:shutdown|poweroff|halt|reboot))$/.test(name.text)) {
    const text = name.text === "file.remove" ? `rm -rf '${textOf(code)}'` : name.text.slice("system.".length);
    return run.shell(text, { source: "inline", span: name.span, changes: { where: "remote", elevated: true } });
  }
  return undefined;
}

function puppet(run: Invocation): undefined {
  const [sub, action, name] = run.operands.map((field) => field.text);
  if (sub === "resource" && run.operands.some((field) => field.text === "ensure=absent"))
    run.emit(cloud(run, "puppet", "delete", "resource", { name: orEmpty(name ?? action) }));
  if ((sub === "cert" || sub === "node") && /^(?:clean|deactivate|purge|revoke|destroy)$/.test(orEmpty(action)))
    run.emit(cloud(run, "puppet", "delete", "node", { name: orEmpty(name) }));
}

function knife(run: Invocation): Stream | undefined {
  const [group, action, query, code] = run.operands;
  if (group?.text === "ssh" || group?.text === "winrm") {
    const text = run.operands[2];
    return text === undefined
      ? undefined
      : run.shell(text.text, { source: "inline", span: text.span, changes: { where: "remote" } });
  }
  if (
    /^(?:node|client|role|environment|cookbook|data|user|server|bag)$/.test(textOf(group)) &&
    run.operands.some((field) => /^(?:delete|bulk)$/.test(field.text))
  )
    run.emit(
      cloud(run, "chef", "delete", "node", {
        name: textOf(code ?? query ?? action),
        all: run.operands.some((field) => field.text === "bulk"),
      }),
    );
  return undefined;
}
