import { DYNAMIC } from "../../model/effect.ts";
import { hostTarget } from "../hosts.ts";
import { CLEAN, type Field, opaqueStream, type Stream } from "../shell/value.ts";
import { hasData, ofStream, send } from "./network-data.ts";
import { behind, parseArguments } from "./options.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

const SSH_OPTIONS =
  "-4 -6 -A -a -B= -b= -C -c= -D= -E= -e= -F= -f -G -g -I= -i= -J= -K -k -L= -l= -M -m= -N -n -O= -o= -P= -p= -Q= -q -R= -S= -s -T -t -V -v -W= -w= -X -x -Y -y";

/** ssh(1) and what behaves like it: the words after the host are shell text there. */
export const SSH: readonly Program[] = [
  { names: ["ssh", "slogin", "gsh", "hpnssh", "dbclient", "tsh"], options: SSH_OPTIONS, style: "posix", run: ssh },
  { names: ["autossh"], options: `${SSH_OPTIONS} -M=`, style: "posix", run: ssh },
  {
    names: ["plink"],
    options:
      "-ssh -telnet -raw -serial -P= -l= -pw= -pwfile= -i= -L= -R= -D= -m= -batch -C -N -T -t -v -hostkey= -load= -proxycmd= -nc= -A -X -agent -noagent -4 -6 -1 -2",
    style: "single",
    run: ssh,
  },
  {
    names: ["mosh"],
    options: "--client= --server= --ssh= --port= -p= -4 -6 -a -n --predict= --no-init --local --family= --bind-server=",
    style: "posix",
    run: (run) => {
      const shell = run.value("ssh");
      if (shell !== undefined && !/^\s*ssh\b/.test(shell.text))
        run.shell(shell.text, { source: "inline", span: shell.span });
      const [host, ...command] = run.operands;
      return host === undefined
        ? undefined
        : there(
            run,
            host,
            command.filter((field) => field.text !== "--"),
            [],
          );
    },
  },
  {
    names: ["sshpass"],
    options: "-p= -f= -d= -e -v -P= -h -V",
    style: "posix",
    wraps: true,
    acts: [
      {
        flag: "p",
        if: (run) => !textOf(run.value("p")).includes(DYNAMIC),
        does: (run) => ({
          kind: "text",
          role: "credential-argument",
          key: "sshpass",
          text: textOf(run.value("p")),
        }),
      },
    ],
  },
  {
    names: ["ssh-copy-id"],
    options: "-i= -p= -o= -F= -f -n -s -t= -x",
    run: (run) => {
      const host = run.operands[0];
      if (host === undefined) return undefined;
      const key = run.value("i");
      const file =
        key === undefined ? [] : [run.path({ ...key, text: key.text.endsWith(".pub") ? key.text : `${key.text}.pub` })];
      send(run, hostTarget(host.text), { taint: { ...CLEAN, files: file }, text: undefined }, "ssh", ["public-key"]);
      return undefined;
    },
  },
  {
    names: ["sshfs"],
    options: "-o= -p= -F= -C -d -f -s -1 -h -V",
    run: (run) => {
      const [from, to] = run.operands;
      if (from === undefined || to === undefined) return undefined;
      run.emit({ kind: "network", action: "connect", target: hostTarget(orEmpty(from.text.split(":")[0])) });
      run.emit({ kind: "system", action: "mount", object: from.text, tags: ["sshfs"] });
      return undefined;
    },
  },
  { names: ["ssh-keyscan"], options: "-4 -6 -c -D -H -v -q -f= -O= -p= -T= -t=", inert: true },
  {
    names: ["pdsh", "clush", "pssh", "parallel-ssh", "dsh", "mussh", "prun"],
    options:
      "-w|--nodes= -h|--hosts= -H|--host= -l|--user= -x|--exclude= -t|--timeout= -p|--par= -f= -g|--group= -o|--outdir= -e|--errdir= -R= -a -i|--inline -b -L -v -A -O= -X= -m= -c= -M",
    style: "posix",
    run: (run) => {
      const command = [...run.operands, ...run.values("c")];
      if (command.length === 0) return undefined;
      return run.shell(command.map((field) => field.text).join(" "), { source: "inline", changes: remote(run) });
    },
  },
];

/** Commands there start in the home folder of whoever signs in; what is local has no meaning. */
function remote(run: Invocation) {
  return { where: "remote" as const, cwd: run.context.world.home ?? DYNAMIC, elevated: false };
}

function ssh(run: Invocation): Stream | undefined {
  const [host, ...rest] = run.operands;
  const more = parseArguments(rest, { options: SSH_OPTIONS, style: "posix" });
  // ssh(1) reads options after the host, too; the command begins at the first word that is none.
  const values = (name: string): readonly Field[] => [
    ...run.values(name),
    ...(more.options.get(name) ?? []).filter((field) => field !== undefined),
  ];
  const has = (name: string) => run.has(name) || more.options.has(name);
  const tags = options(run, values("o"));
  if (values("E").length > 0)
    for (const field of values("E")) run.emit({ kind: "write", target: run.path(field), how: "append" });
  const proxy = run.program === "plink" ? run.value("proxycmd") : undefined;
  if (proxy !== undefined) run.shell(proxy.text, { source: "inline", span: proxy.span });
  const secret = run.program === "plink" ? run.value("pw") : undefined;
  if (secret !== undefined && !secret.text.includes(DYNAMIC))
    run.emit({ kind: "text", role: "credential-argument", key: "plink", text: secret.text });
  if (host === undefined || has("V") || has("Q") || has("G") || has("O")) return undefined;
  const target = hostTarget(host.text.replace(/^ssh:\/\//, ""));
  for (const field of values("R"))
    run.emit({
      kind: "network",
      action: "tunnel",
      target,
      tags: ["remote-forward", ...(/^(?:0\.0\.0\.0|\*|::):/.test(field.text) ? ["all-interfaces"] : [])],
    });
  for (const field of values("L"))
    run.emit({
      kind: "network",
      action: "tunnel",
      target,
      tags: ["local-forward", ...(has("g") || /^(?:0\.0\.0\.0|\*):/.test(field.text) ? ["all-interfaces"] : [])],
    });
  if (values("D").length > 0) run.emit({ kind: "network", action: "tunnel", target, tags: ["dynamic-forward"] });
  if (values("w").length > 0) run.emit({ kind: "network", action: "tunnel", target, tags: ["tun-device"] });
  // plink(1) takes no options after the host.
  const command = run.program === "plink" ? run.args.slice(behind(run.parsed, 0)) : more.operands;
  return there(run, host, command, tags);
}

/** `-o Name=value`: some name programs that run here. ssh_config(5). */
function options(run: Invocation, fields: readonly Field[]): readonly string[] {
  const tags: string[] = [];
  const allowed = fields.some((field) => /^\s*PermitLocalCommand[\s=]+yes/i.test(field.text));
  for (const field of fields) {
    const [, name = "", value = ""] = /^\s*(\w+)\s*[=\s]\s*"?(.*?)"?\s*$/s.exec(field.text) ?? [];
    if (/^(?:ProxyCommand|KnownHostsCommand)$/i.test(name) && !/^none$/i.test(value))
      run.shell(value.replace(/%[hpr]/g, "host"), { source: "inline", span: field.span });
    else if (/^LocalCommand$/i.test(name) && allowed) run.shell(value, { source: "inline", span: field.span });
    else if (/^StrictHostKeyChecking$/i.test(name) && /^(?:no|off)$/i.test(value)) tags.push("host-key-unchecked");
    else if (/^UserKnownHostsFile$/i.test(name) && value === "/dev/null") tags.push("host-key-unchecked");
    else if (/^(?:SecurityKeyProvider|PKCS11Provider)$/i.test(name))
      run.emit({ kind: "run-code", language: "library", source: "file", target: run.path({ ...field, text: value }) });
  }
  return tags;
}

function there(run: Invocation, host: Field, command: readonly Field[], tags: readonly string[]): Stream {
  const target = hostTarget(host.text.replace(/^ssh:\/\//, ""));
  run.emit({
    kind: "network",
    action: "connect",
    target,
    tags: ["login", ...tags],
    certainty: target.host.includes(DYNAMIC) ? "dynamic" : "known",
  });
  const data = ofStream(run.stdin);
  const file = run.program === "plink" ? run.value("m") : undefined;
  const script = file === undefined ? undefined : run.readFile(run.path(file));
  if (command.length > 0) {
    if (!run.stdin.empty && hasData(data)) send(run, target, data, "ssh");
    carried(run, target, command);
    run.shell(command.map((field) => field.text).join(" "), { source: "inline", span: run.span, changes: remote(run) });
  } else if (script?.text !== undefined) run.shell(script.text, { source: "file", changes: remote(run) });
  else if (!run.stdin.empty) {
    // Without a command the login shell there obeys what is piped in.
    if (data.taint.files.length > 0) send(run, target, data, "ssh");
    if (run.stdin.text !== undefined) run.shell(run.stdin.text, { source: "stdin", changes: remote(run) });
  }
  return opaqueStream({ ...CLEAN, remote: target });
}

/** Content of local files set into the remote command line leaves with it. */
function carried(run: Invocation, target: ReturnType<typeof hostTarget>, command: readonly Field[]): void {
  const files = command.flatMap((field) => field.taint.files);
  if (files.length > 0) send(run, target, { taint: { ...CLEAN, files }, text: undefined }, "ssh");
}
