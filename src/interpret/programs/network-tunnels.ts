import { hostTarget } from "../hosts.ts";
import { CLEAN, type Field } from "../shell/value.ts";
import { ANYONE, addressed, ofFile, send } from "./network-data.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** Programs that let others in: tunnels, port forwarders, terminals in a browser. */
export const TUNNELS: readonly Program[] = [
  {
    names: ["ngrok"],
    options:
      "--authtoken= --config= --region= --domain= --hostname= --subdomain= --log= --url= --basic-auth= --oauth= --label= --proto= --traffic-policy-file=",
    acts: [
      {
        sub: ["http|tcp|tls|start|tunnel"],
        does: { kind: "network", action: "tunnel", target: hostTarget("ngrok.io") },
      },
      {
        sub: ["config add-authtoken", "authtoken"],
        does: (_, [token]) => ({ kind: "text", role: "credential-argument", key: "ngrok", text: textOf(token) }),
      },
    ],
  },
  {
    names: ["cloudflared"],
    options:
      "--url= --hostname= --name= --config= --credentials-file= --token= --loglevel= --protocol= --origincert= --metrics= --logfile=",
    acts: [
      {
        sub: ["tunnel delete"],
        does: (_, operands) => ({
          kind: "cloud",
          provider: "cloudflare",
          action: "delete",
          resource: "network",
          name: textOf(operands.at(-1)),
          all: false,
          production: false,
        }),
      },
      {
        sub: ["tunnel"],
        if: (run) => run.has("url") || /^(?:run|--url)$/.test(textOf(run.operands[1])),
        does: { kind: "network", action: "tunnel", target: hostTarget("trycloudflare.com") },
      },
      {
        sub: ["service install"],
        does: { kind: "persist", mechanism: "service", object: "cloudflared", remove: false },
      },
    ],
  },
  {
    names: ["tailscale"],
    options: "--bg --https= --tcp= --set-path= --yes --ssh --accept-routes --advertise-routes= --authkey= --auth-key=",
    acts: [
      {
        sub: ["funnel"],
        if: (run) => run.operands.length > 1 && !/^(?:status|reset|off)$/.test(textOf(run.operands.at(-1))),
        does: { kind: "network", action: "tunnel", target: hostTarget("ts.net") },
      },
    ],
  },
  {
    names: [
      "localtunnel",
      "lt",
      "bore",
      "localxpose",
      "loclx",
      "zrok",
      "pagekite",
      "pagekite.py",
      "serveo",
      "tunnelto",
      "playit",
      "expose",
      "devtunnel",
      "instatunnel",
      "pinggy",
      "tunnelmole",
      "tmole",
      "holesail",
    ],
    options: "-p|--port= -s|--subdomain= -h|--host= -l|--local-host= --to= --secret= -r|--reserved= --print-requests",
    commonWord: true,
    acts: [
      {
        if: (run) =>
          /^(?:lt|localtunnel|tunnelto|tmole|tunnelmole)$/.test(run.name)
            ? run.has("p") || run.operands.length > 0
            : run.operands.length > 0 &&
              !/^(?:list|login|logout|help|status|user|show|delete|server|update)$/.test(textOf(run.operands[0])),
        does: { kind: "network", action: "tunnel", target: hostTarget("localtunnel.me") },
      },
    ],
  },
  {
    names: [
      "frpc",
      "frps",
      "chisel",
      "gost",
      "ligolo-ng",
      "ligolo",
      "rathole",
      "nps",
      "npc",
      "iodine",
      "iodined",
      "dnscat",
      "dnscat2",
      "dns2tcp",
      "ptunnel",
      "icmptunnel",
      "hans",
      "sshuttle",
      "revsocks",
      "rpivot",
      "inlets",
      "stunnel",
      "stunnel4",
      "udp2raw",
      "wstunnel",
      "gs-netcat",
      "gsocket",
    ],
    options:
      "-c= -p= -s= -L= -F= -r|--remote= -e|--ssh-cmd= -x|--exclude= -l= -d -v -f -N -D -i= -P= --auth= --fingerprint= --keepalive= --dns --daemon --secret= -connect= -proxy= --url= --token= --upstream=",
    acts: [
      {
        if: (run) => run.operands.length > 0 || run.has("c", "L", "r", "s", "connect", "d", "l"),
        does: (run) => ({ kind: "network", action: "tunnel", tags: ["covert"], ...addressed(run) }),
      },
    ],
  },
  {
    names: [
      "tor",
      "i2pd",
      "i2prouter",
      "openvpn",
      "wg-quick",
      "wireguard-go",
      "sslocal",
      "ss-local",
      "v2ray",
      "xray",
      "sing-box",
      "clash",
    ],
    options: "-f= -c= --config= -D= run",
    acts: [
      {
        if: (run) => run.name !== "wg-quick" || run.operands[0]?.text === "up",
        does: { kind: "network", action: "tunnel", tags: ["anonymiser"] },
      },
    ],
  },
  {
    names: ["xinetd", "inetd", "rinetd", "redir", "portfwd"],
    options: "-c= -l= --laddr= --lport= --caddr= --cport=",
    acts: [{ does: { kind: "network", action: "tunnel", tags: ["port-forward"] } }],
  },
  {
    names: [
      "ttyd",
      "gotty",
      "shellinabox",
      "shellinaboxd",
      "wetty",
      "tmate",
      "upterm",
      "sshx",
      "teleconsole",
      "warp-share",
    ],
    options: "-p|--port= -i= -c|--credential= -w= -W|--writable -o --once --permit-write -S= -F -k= -R -H= -f=",
    acts: [
      {
        if: (run) => !run.has("list"),
        does: (run) => ({
          kind: "network",
          action: /tmate|upterm|sshx|teleconsole|warp/.test(run.name) ? "reverse-shell" : "bind-shell",
          tags: ["terminal-sharing"],
        }),
      },
    ],
  },
];

/** A web server over a folder (`python -m http.server`): outside the workspace and open to the network it offers what lies there. */
export function offerFolder(run: Invocation, folder: Field | undefined): void {
  const field = folder ?? { text: ".", quoted: true, glob: false, span: run.span, taint: CLEAN };
  if (!/^(?:workspace|workspace-root|build-output|temp)$/.test(run.path(field).scope))
    send(run, ANYONE, ofFile(run, field, field.text === "." ? "./" : field.text), "listen", ["offered"]);
}
