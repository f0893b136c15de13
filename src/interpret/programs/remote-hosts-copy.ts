import { DYNAMIC } from "../../model/effect.ts";
import { hostTarget } from "../hosts.ts";
import { baseName } from "../paths/normalise.ts";
import { type Field, NO_STREAM, type Stream } from "../shell/value.ts";
import { download, fetch, join, named, ofFile, send } from "./network-data.ts";
import type { Invocation, Program } from "./program.ts";
import { upTo } from "./text-of.ts";

/** Programs that copy files to and from other hosts: scp(1), sftp(1), ftp clients. */
export const COPIERS: readonly Program[] = [
  {
    names: ["scp", "pscp", "hpnscp", "gscp"],
    options: "-3 -4 -6 -A -B -C -c= -D= -F= -i= -J= -l= -O -o= -P= -p -q -R -r -S= -s -T -v -X= -pw= -batch",
    run: scp,
  },
  {
    names: ["sftp", "psftp"],
    options: "-4 -6 -A -a -B= -b= -C -c= -D= -F= -f -i= -J= -l= -N -o= -P= -p -q -R= -r -S= -s= -v -X=",
    run: sftp,
  },
  {
    names: ["ftp", "lftp", "ncftp", "tnftp", "pftp", "cadaver"],
    options: "-c= -e= -u= -p= -P= -f= -o= -a -A -d -g -i -n -s= -v -V -4 -6",
    run: ftp,
  },
  {
    names: ["ncftpput", "curlftpfs-put", "wput", "lftpput", "tnftp-put"],
    options: "-u= -p= -P= -f= -R -m -a -z -v -V -C -d= -t= -r= -b",
    run: (run) => {
      const [host, ...rest] =
        run.name === "ncftpput"
          ? [run.operands[0], ...run.operands.slice(2)]
          : [run.operands.at(-1), ...run.operands.slice(0, -1)];
      if (host !== undefined && rest.length > 0)
        send(run, hostTarget(host.text), join(rest.map((field) => ofFile(run, field))), "ftp");
      return NO_STREAM;
    },
  },
  {
    names: ["ncftpget"],
    options: "-u= -p= -P= -R -v",
    run: (run) => {
      const [host, ...rest] = run.operands;
      if (host === undefined) return NO_STREAM;
      const stream = fetch(run, hostTarget(host.text));
      for (const field of rest.slice(-1)) download(run, named(field, baseName(field.text)), stream);
      return NO_STREAM;
    },
  },
  {
    names: ["tftp", "atftp"],
    options: "-c -g|--get -p|--put -l|--local-file= -r|--remote-file= -m= -v -4 -6",
    run: tftp,
  },
  {
    names: ["smbclient", "mount.cifs"],
    options: "-c|--command= -U|--user= -N -L|--list= -I= -p= -W= -A= -m= -k -D= -E",
    run: (run) => {
      const host = hostTarget(run.operands[0]?.text.replace(/^[\\/]{2}/, "").split(/[\\/]/)[0] ?? DYNAMIC);
      for (const field of run.values("c")) transfers(run, host, field, field.text.split(";"), "smb");
      return undefined;
    },
  },
];

const REMOTE = /^(?:(?:scp|sftp|rsync):\/\/|(?:[^/@\s:]+@)?(?:\[[^\]]+\]|[A-Za-z0-9\uFFFC][\w.\uFFFC-]*):(?!\\))/;

export function isRemote(run: Invocation, field: Field): boolean {
  const isDrive = run.context.world.platform === "win32" && /^[A-Za-z]:[\\/]/.test(field.text);
  return !isDrive && REMOTE.test(field.text);
}

export function hostIn(text: string) {
  if (text.includes("://")) return hostTarget(text);
  const bracket = /^(?:[^@]*@)?(\[[^\]]+\])/.exec(text)?.[1];
  return hostTarget(bracket ?? upTo(text, ":"));
}

function pathIn(text: string): string {
  return text.includes("://") ? text.replace(/^[a-z]+:\/\/[^/]*/i, "") : text.slice(text.indexOf(":") + 1);
}

function proxied(run: Invocation): void {
  const program = run.value("S");
  if (program !== undefined) run.shell(program.text, { source: "inline", span: program.span });
  for (const field of run.values("o")) {
    const command = /^\s*ProxyCommand\s*[=\s]\s*(.*)$/is.exec(field.text)?.[1];
    if (command !== undefined && !/^none$/i.test(command)) run.shell(command, { source: "inline", span: field.span });
  }
}

function scp(run: Invocation): Stream {
  proxied(run);
  const last = run.operands.at(-1);
  const sources = run.operands.slice(0, -1);
  if (last === undefined || sources.length === 0) return NO_STREAM;
  if (isRemote(run, last)) {
    const local = sources.filter((field) => !isRemote(run, field));
    if (local.length > 0) send(run, hostIn(last.text), join(local.map((field) => ofFile(run, field))), "scp");
    for (const field of sources.filter((field) => isRemote(run, field))) fetch(run, hostIn(field.text), "scp");
    return NO_STREAM;
  }
  for (const field of sources.filter((field) => isRemote(run, field))) {
    const stream = fetch(run, hostIn(field.text), "scp");
    download(run, into(run, last, pathIn(field.text)), stream);
  }
  return NO_STREAM;
}

/** Where a fetched file lands: in the folder, when the destination is one. */
function into(run: Invocation, last: Field, path: string): Field {
  const folder =
    last.text === "." ||
    last.text === ".." ||
    last.text.endsWith("/") ||
    run.context.world.stat(run.path(last).path) === "directory";
  return folder ? named(last, `${last.text.replace(/\/+$/, "")}/${baseName(path) || "file"}`) : last;
}

function sftp(run: Invocation): Stream {
  proxied(run);
  const place = run.operands[0];
  if (place === undefined) return NO_STREAM;
  const host = hostIn(place.text);
  run.emit({ kind: "network", action: "connect", target: host, tags: ["login"] });
  const batch = run.value("b");
  const text = batch === undefined || batch.text === "-" ? run.stdin.text : run.readFile(run.path(batch))?.text;
  if (text !== undefined) transfers(run, host, place, text.split("\n"), "sftp");
  else if (isRemote(run, place) && pathIn(place.text) !== "") {
    const stream = fetch(run, host, "sftp");
    download(run, into(run, run.operands[1] ?? named(place, "."), pathIn(place.text)), stream);
  }
  return NO_STREAM;
}

function ftp(run: Invocation): Stream {
  const given = [...run.values("c", "e")];
  const lines = given.flatMap((field) => field.text.split(/[;\n]/)).concat(run.stdin.text?.split("\n") ?? []);
  const opened = lines
    .map((line) => /^\s*open\s+(?:-\S+\s+(?:\S+\s+)?)*(\S+)/.exec(line)?.[1])
    .find((host) => host !== undefined);
  const place = run.operands[0];
  const host = hostTarget(opened ?? place?.text ?? DYNAMIC);
  if (place === undefined && opened === undefined && lines.length === 0) return NO_STREAM;
  run.emit({ kind: "network", action: "connect", target: host, tags: ["cleartext-login"] });
  const at = given[0] ?? place ?? { text: "", quoted: true, glob: false, span: run.span, taint: run.stdin.taint };
  transfers(run, host, at, lines, "ftp");
  return NO_STREAM;
}

/** Commands of sftp, ftp, lftp and smbclient: transfers, deletions there, and `!command` here. */
function transfers(
  run: Invocation,
  host: ReturnType<typeof hostTarget>,
  at: Field,
  lines: readonly string[],
  method: string,
): void {
  for (const line of lines) {
    const shell = /^\s*(?:!|local\s+)\s*(.+)$/.exec(line)?.[1];
    if (shell !== undefined) {
      run.shell(shell, { source: "inline", span: at.span });
      continue;
    }
    const [verb = "", ...words] = line.trim().replace(/^-/, "").split(/\s+/);
    const names = words.filter((word) => !word.startsWith("-")).map((word) => word.replace(/^["']|["']$/g, ""));
    const name = names[0];
    if (/^(?:put|mput|reput|send|append|upload)$/.test(verb) && name !== undefined)
      send(run, host, join((verb === "mput" ? names : [name]).map((path) => ofFile(run, named(at, path)))), method);
    else if (verb === "mirror" && words.some((word) => /^-\w*R|^--reverse/.test(word)))
      send(run, host, ofFile(run, named(at, name ?? ".")), method);
    else if (/^(?:get|mget|reget|recv|pget|mirror)$/.test(verb) && name !== undefined)
      download(
        run,
        named(at, verb === "get" || verb === "recv" ? (names[1] ?? baseName(name)) : "downloaded"),
        fetch(run, host, method),
      );
    else if (/^(?:rm|mrm|mdelete|delete|rmdir|glob\s+rm)$/.test(verb) && name !== undefined)
      run.emit({
        kind: "delete",
        target: { raw: name, path: name, scope: "remote", classes: [], glob: name.includes("*") },
        recursive: words.includes("-r"),
        how: "remove",
      });
  }
}

/** tftp(1): `tftp host -c put file`, `atftp --put -l file host`. */
function tftp(run: Invocation): Stream {
  const [host, ...words] = run.operands;
  const local = run.value("l", "r");
  const verb = words.find((field) => /^(?:put|get)$/.test(field.text));
  const target = hostTarget(host?.text ?? DYNAMIC);
  const file = local ?? (verb === undefined ? undefined : words[words.indexOf(verb) + 1]);
  if (file === undefined) return NO_STREAM;
  if (run.has("p") || verb?.text === "put") send(run, target, ofFile(run, file), "tftp");
  else download(run, named(file, baseName(file.text)), fetch(run, target, "tftp"));
  return NO_STREAM;
}
