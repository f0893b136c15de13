import { hostTarget } from "../hosts.ts";
import { type Field, NO_STREAM, type Stream } from "../shell/value.ts";
import { cloud } from "./cloud-table.ts";
import { ANYONE, fetched, hasData, named, ofFile, ofStream, send } from "./network-data.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, upTo } from "./text-of.ts";

/** Programs that tie bytes to a socket: nc(1) in its three dialects, ncat(1), socat(1), telnet(1). */
export const SOCKETS: readonly Program[] = [
  {
    names: ["nc", "ncat", "netcat", "nc.traditional", "nc.openbsd", "pwncat", "cryptcat", "powercat", "sbd"],
    options:
      "-e|--exec= -c|--sh-exec= -p|--source-port= -s|--source= -w|--wait= -i|--idle-timeout= -q= -x|--hex-dump= -X= -I= -O= -P= -T= -V= -g= -G= -m|--max-conns= -o|--output= --lua-exec= --proxy= --proxy-type= --proxy-auth= --ssl-cert= --ssl-key= --ssl-trustfile= --allow= --allowfile= --deny= --denyfile= -l|--listen -k|--keep-open -u|--udp -v|--verbose -n|--nodns -z -4 -6 -U|--unixsock -N -C|--crlf -D -d -h -r -S -t|--telnet --ssl --ssl-verify --send-only --recv-only --broker --chat --sctp --no-shutdown",
    run: netcat,
  },
  {
    names: ["socat", "socat1", "filan"],
    options: "-d -D -v -x -L= -W= -t= -T= -b= -s -u -U -g -4 -6 -ly?= -lf= -ls -lp= -lu -lh -S -h",
    run: socat,
  },
  {
    names: ["telnet", "rlogin"],
    options: "-l= -e= -n= -b= -S= -X= -k= -a -c -d -E -F -K -L -r -x -4 -6 -8",
    run: telnet,
  },
  {
    names: ["ztcp"],
    options: "-l -a -c -d= -f -L -t -v",
    run: (run) => {
      const host = run.operands[0];
      if (run.has("l")) run.emit({ kind: "network", action: "listen" });
      else if (host !== undefined)
        run.emit({ kind: "network", action: "connect", target: hostTarget(host.text), tags: ["shell-socket"] });
      return NO_STREAM;
    },
  },
];

const SHELL =
  /^\s*(?:exec\s+)?["']?(?:\S*[\\/])?(?:(?:ba|z|da|k|c|tc|fi|a|rba)?sh|cmd|powershell|pwsh|python[\d.]*|perl|ruby|php|busybox\s+sh)(?:\.exe)?(?:["'\s,]|$)/i;

/** A shell or an interpreter that would obey whoever is at the other end. */
function isShellCommand(text: string): boolean {
  return SHELL.test(text);
}

/** A command is tied to a connection: from here to a host, or for whoever connects. */
function tieCommand(run: Invocation, command: Field, listens: boolean, host: string | undefined): void {
  const target = host === undefined ? {} : { target: hostTarget(host) };
  if (isShellCommand(command.text))
    run.emit({ kind: "network", action: listens ? "bind-shell" : "reverse-shell", ...target });
  else {
    run.emit({ kind: "network", action: listens ? "listen" : "connect", ...target, tags: ["runs-command"] });
    run.shell(command.text, { source: "inline", span: command.span });
  }
}

/**
 * The program before this one in the pipeline is a shell that reads commands (`cat f | sh -i | nc host port > f`):
 * what it prints goes to the socket, and what comes from there reaches it through a named pipe.
 */
function shellPipesInto(run: Invocation): boolean {
  if (run.stdin.empty || !run.stdin.taint.output) return false;
  const programs = run.context.effects.filter((effect) => effect.kind === "execute");
  const before = programs.at(-2);
  if (before?.kind !== "execute" || !/^(?:ba|z|da|k|c|tc|fi|a)?sh$/.test(before.program)) return false;
  return (
    !before.args.some((arg) => arg === "-c" || /^-\w*c$/.test(arg)) && !before.args.some((arg) => !arg.startsWith("-"))
  );
}

function netcat(run: Invocation): Stream {
  const listens = run.has("l");
  // In OpenBSD's dialect -c asks for TLS and takes no value; there the host follows.
  const dash = run.value("c");
  const isTls = dash !== undefined && !isShellCommand(dash.text) && !/[\s/]/.test(dash.text) && run.operands.length < 2;
  const operands = isTls && dash !== undefined ? [dash, ...run.operands] : run.operands;
  const command = run.value("e") ?? (isTls ? undefined : dash) ?? run.value("lua-exec");
  const host = listens ? undefined : operands[0];
  if (command !== undefined) {
    tieCommand(run, command, listens, host?.text);
    return NO_STREAM;
  }
  const shell = shellPipesInto(run);
  if (listens) {
    run.emit({ kind: "network", action: shell ? "bind-shell" : "listen", tags: run.has("k") ? ["keeps-open"] : [] });
    if (!run.stdin.empty && run.stdin.taint.files.length > 0) offered(run);
    return received(undefined);
  }
  if (run.has("U")) balancer(run);
  if (host === undefined || run.has("U")) return NO_STREAM;
  const target = hostTarget(host.text);
  if (shell) run.emit({ kind: "network", action: "reverse-shell", target });
  if (run.has("z")) {
    const ranges = operands.slice(1).some((field) => /\d-\d/.test(field.text));
    run.emit({ kind: "network", action: ranges ? "scan" : "connect", target });
    return NO_STREAM;
  }
  run.emit({ kind: "network", action: "connect", target });
  const data = ofStream(run.stdin);
  if (!run.stdin.empty && hasData(data)) send(run, target, data, run.has("u") ? "udp" : "tcp");
  return received(host.text);
}

/** A file that is given to whoever connects. */
function offered(run: Invocation): void {
  send(run, ANYONE, ofStream(run.stdin), "listen", ["offered"]);
}

function received(host: string | undefined): Stream {
  return fetched(host === undefined ? { raw: "", host: "\uFFFC", classes: ["listener"] } : hostTarget(host));
}

interface Address {
  readonly type: "exec" | "listen" | "connect" | "file" | "stdio" | "unix" | "other";
  readonly value: string;
  readonly field: Field;
}

/** socat(1) ADDRESS TYPES; an address is `KEYWORD:params,options`, `-`, or a path. */
function address(field: Field): Address {
  const text = upTo(field.text, "!!");
  if (text === "-" || /^(?:stdio|stdin|stdout|readline|pty)\b/i.test(text)) return { type: "stdio", value: "", field };
  const [, keyword = "", value = ""] = /^([\w-]+):(.*)$/s.exec(text) ?? [];
  const type = keyword.toLowerCase();
  if (/^(?:exec|system|shell)$/.test(type)) return { type: "exec", value: command(value), field };
  if (/(?:-listen|-l|-recv|-recvfrom)$/.test(type) && !type.startsWith("unix")) return { type: "listen", value, field };
  if (/^(?:unix|abstract|gopen-unix)/.test(type)) return { type: "unix", value, field };
  if (/^(?:tcp|udp|sctp|openssl|ssl|proxy|socks|dccp|vsock|ip|interface)[\w-]*$/.test(type))
    return { type: "connect", value: /^(\[[^\]]+\]|[^:,]+)/.exec(value)?.[1] ?? value, field };
  if (/^(?:file|open|gopen|create|creat)$/.test(type)) return { type: "file", value: upTo(value, ","), field };
  return text.includes("/") && keyword === ""
    ? { type: "file", value: upTo(text, ","), field }
    : { type: "other", value, field };
}

function command(value: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(value);
  return (
    quoted?.[2] ??
    value.replace(
      /,(?:pty|stderr|setsid|sigint|sane|ctty|nofork|pipes|raw|echo|su|fdin|fdout|login|rawer|sighup|end-close)\b.*$/i,
      "",
    )
  );
}

/** HAProxy's socket takes servers out of service by a line of text (management guide, 9.3). */
function balancer(run: Invocation): void {
  const line =
    /(?:^|;)\s*((?:disable|shutdown|del)\s+(?:server|frontend|agent|sessions server|session|backend)|set server \S+ state (?:maint|drain)|set weight \S+ 0\b)/m.exec(
      orEmpty(run.stdin.text),
    );
  if (line !== null) run.emit(cloud(run, "haproxy", "stop", "balancer", { name: orEmpty(line[1]) }));
}

function socat(run: Invocation): Stream {
  const [left, right] = run.operands.map(address);
  if (left === undefined || right === undefined) return NO_STREAM;
  const pair = [left, right];
  const at = (type: Address["type"]) => pair.find((one) => one.type === type);
  const [exec, listen, connect, file] = [at("exec"), at("listen"), at("connect"), at("file")];
  if (exec !== undefined && (listen !== undefined || connect !== undefined)) {
    tieCommand(run, named(exec.field, exec.value), listen !== undefined, connect?.value);
    return NO_STREAM;
  }
  if (exec !== undefined) return run.shell(exec.value, { source: "inline", span: exec.field.span });
  if (run.operands.some(({ text }) => /sock(?:et)?$|^unix/i.test(text))) balancer(run);
  const target = connect === undefined ? undefined : hostTarget(connect.value);
  if (listen !== undefined) {
    const forwards = target !== undefined || at("unix") !== undefined;
    run.emit({
      kind: "network",
      action: forwards ? "tunnel" : "listen",
      ...(target === undefined ? {} : { target }),
      tags: forwards ? ["port-forward"] : [],
    });
    if (file !== undefined && file === (run.has("U") ? right : left))
      send(run, ANYONE, ofFile(run, file.field, file.value), "listen", ["offered"]);
  }
  if (target === undefined || listen !== undefined) return listen === undefined ? NO_STREAM : received(undefined);
  run.emit({ kind: "network", action: shellPipesInto(run) ? "reverse-shell" : "connect", target });
  if (file !== undefined && (run.has("u") ? file === left : run.has("U") ? file === right : true))
    send(run, target, ofFile(run, file.field, file.value), "tcp");
  const data = ofStream(run.stdin);
  if (at("stdio") !== undefined && !run.stdin.empty && hasData(data)) send(run, target, data, "tcp");
  return received(connect?.value);
}

function telnet(run: Invocation): Stream {
  const host = run.operands[0];
  if (host === undefined) return NO_STREAM;
  const target = hostTarget(host.text);
  run.emit({
    kind: "network",
    action: shellPipesInto(run) ? "reverse-shell" : "connect",
    target,
    tags: ["cleartext-login"],
  });
  const data = ofStream(run.stdin);
  if (!run.stdin.empty && hasData(data)) send(run, target, data, "tcp");
  return received(host.text);
}

/** openssl s_client and its like: a shell tied to it, or what is piped into it. */
export function secureClient(run: Invocation, host: string): Stream {
  const target = hostTarget(host);
  const data = ofStream(run.stdin);
  run.emit({ kind: "network", action: shellPipesInto(run) ? "reverse-shell" : "connect", target });
  if (!run.stdin.empty && (hasData(data) || data.taint.files.length > 0)) send(run, target, data, "tls");
  return fetched(target);
}
