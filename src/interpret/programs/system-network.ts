import type { Draft } from "../context.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** Firewalls and interfaces: iptables(8), nft(8), ufw(8), firewall-cmd(1), pfctl(8), ip(8). */
export const MACHINE_NETWORK: readonly Program[] = [
  {
    names: ["iptables", "ip6tables", "iptables-legacy", "iptables-nft", "ebtables", "arptables"],
    style: "none",
    run: runIptables,
  },
  {
    names: ["iptables-restore", "ip6tables-restore"],
    options: "-t|--test -n|--noflush -c -T= -w?=",
    acts: [{ without: "t", does: change("restored rules") }],
  },
  {
    names: ["nft"],
    options: "-f|--file= -c|--check -a -s -n -N -S -j -i -e -I= -D=",
    dryRun: "check",
    acts: [
      {
        sub: ["flush ruleset", "flush table", "flush chain", "delete table", "destroy table", "delete chain"],
        does: off("nft"),
      },
      { sub: ["add", "insert", "replace", "delete", "create", "destroy"], without: [], does: change("nft") },
      { flag: "f", does: change("nft") },
    ],
  },
  {
    names: ["ufw"],
    options: "--force --dry-run",
    dryRun: "dry-run",
    acts: [
      { sub: ["disable", "reset", "default allow"], does: off("ufw") },
      {
        sub: ["allow", "deny", "delete", "reject", "limit", "insert", "prepend", "route", "default deny|reject"],
        does: change("ufw"),
      },
    ],
  },
  {
    names: ["firewall-cmd", "firewall-offline-cmd"],
    options:
      "--zone= --permanent --add-port= --add-service= --state --list-all --set-default-zone= --panic-on --panic-off --disabled --set-target=",
    run: (run) => {
      const names = [...run.parsed.options.keys()];
      if (
        run.value("set-default-zone")?.text === "trusted" ||
        run.value("set-target")?.text === "ACCEPT" ||
        run.has("disabled")
      )
        run.emit(off("firewalld"));
      else if (names.some((name) => /^(?:add|remove|set|change|panic-on|direct)/.test(name)))
        run.emit(change("firewalld"));
      return undefined;
    },
  },
  {
    names: ["pfctl"],
    options: "-d -e -E -F= -f= -s= -n -v -q -t= -T= -a= -k= -x=",
    dryRun: "n",
    acts: [
      { flag: "d", does: off("pf") },
      { flag: "F", does: off("pf") },
      { flag: "f", does: change("pf") },
    ],
  },
  {
    names: ["socketfilterfw"],
    style: "none",
    run: (run) => {
      const words = run.args.map((field) => field.text).join(" ");
      if (/--set(?:globalstate|blockall|stealthmode) off/.test(words)) run.emit(off("application firewall"));
      else if (/--(?:set|add|remove|unblock)/.test(words)) run.emit(change("application firewall"));
      return undefined;
    },
  },
  {
    names: ["ip"],
    options: "-4 -6 -s -j|-json -p|-pretty -o|-oneline -br|-brief -c?= -d|-details -n|-netns= -a|-all -h|-human -r",
    style: "single",
    acts: [
      {
        if: (run) => /^(?:link|l)$/.test(textOf(run.operands[0])) && run.operands.at(-1)?.text === "down",
        does: down("interface"),
      },
      { sub: ["link|l del|delete", "addr|address|a flush|del|delete", "route|ro|r flush"], does: down("address") },
      { sub: "route|ro|r del|delete default", does: down("default route") },
      { sub: "netns exec *", does: (run) => runInNamespace(run) },
    ],
  },
  {
    names: ["ifconfig"],
    style: "none",
    acts: [{ if: (run) => run.args.length > 1 && run.args.at(-1)?.text === "down", does: down("interface") }],
  },
  { names: ["ifdown"], options: "-a --force", acts: [{ does: down("interface") }] },
  {
    names: ["nmcli"],
    options: "-t|--terse -f|--fields= -m= -c= -e= -g= -p -a -s -w=",
    acts: [
      {
        sub: [
          "networking|n off",
          "radio|r all|wifi off",
          "device|dev|d disconnect|delete",
          "connection|con|c delete|down",
        ],
        does: down("connection"),
      },
    ],
  },
  {
    names: ["networksetup"],
    style: "none",
    run: (run) => {
      const [first = "", ...rest] = run.args.map((field) => field.text);
      if (/^-set\w*(?:proxy|dnsservers|autoproxyurl)/i.test(first) && !rest.includes("off"))
        run.emit({ kind: "system", action: "hosts", object: first, tags: ["redirect"] });
      else if (/^-setairportpower$|^-setnetworkserviceenabled$/i.test(first) && rest.includes("off"))
        run.emit(down("interface"));
      return undefined;
    },
  },
  {
    names: ["resolvectl"],
    acts: [{ sub: ["dns * *"], does: { kind: "system", action: "hosts", object: "dns", tags: ["redirect"] } }],
  },
];

function off(object: string): Draft {
  return { kind: "system", action: "firewall-off", object };
}

function change(object: string): Draft {
  return { kind: "system", action: "firewall-change", object };
}

function down(object: string): Draft {
  return { kind: "system", action: "network-down", object };
}

function runInNamespace(run: Invocation): undefined {
  run.command(run.operands.slice(3), { external: true });
}

/** -F and -P CHAIN ACCEPT open everything; -P INPUT DROP over ssh locks everybody out. */
function runIptables(run: Invocation) {
  const words = run.args.map((field) => field.text);
  const at = (test: RegExp) => words.findIndex((word) => test.test(word));
  if (at(/^(?:-F|--flush|-X|--delete-chain)$/) >= 0) run.emit(off(run.program));
  const policy = at(/^(?:-P|--policy)$/);
  if (policy >= 0)
    run.emit(words[policy + 2] === "ACCEPT" ? off(run.program) : { ...change(run.program), tags: ["lockout"] });
  if (at(/^(?:-A|-I|-D|-R|--append|--insert|--delete|--replace)$/) >= 0) run.emit(change(run.program));
  return undefined;
}
