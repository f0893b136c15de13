import { hostTarget } from "../hosts.ts";
import type { Field, Stream } from "../shell/value.ts";
import { addressed, send, withoutUser } from "./network-data.ts";
import type { Invocation, Program } from "./program.ts";

/** Programs that look up names and test reachability; both can carry data out. */
export const LOOKUPS: readonly Program[] = [
  {
    names: ["dig", "nslookup", "host", "drill", "kdig", "delv", "doggo", "dnsx"],
    options: "-t= -c= -p= -x= -b= -f= -k= -q= -y= -4 -6 -W= -R= -N= -a -s -v -type= --type=",
    style: "posix",
    commonWord: true,
    run: lookUp,
  },
  {
    names: ["ping", "ping6", "traceroute", "tracepath", "mtr", "arping", "whois", "nbtscan", "gping"],
    options: "-c= -i= -I= -W= -w= -s= -t= -m= -p= -Q= -f -4 -6 -n -q -b -A -h= -r -z= -l= -S= -P= --report",
    run: ping,
  },
];

/** The classic way out where only names are resolved: data as a label of a name that someone else's server answers for. */
function tells(run: Invocation, fields: readonly Field[]): void {
  for (const field of fields) {
    const { taint, text } = field;
    const told = taint.output ? withoutUser(run, text) : text;
    const label = /\uFFFC\S*\.[a-z0-9-]+\.?[a-z0-9-]*$/i.test(told);
    const secret = taint.files.length > 0 || taint.environment;
    if (!secret && !(taint.output && label)) continue;
    const place = label ? told.slice(told.lastIndexOf("\uFFFC") + 1).replace(/^[^.]*\.(?=.*\.)/, "") : text;
    const target = hostTarget(place);
    run.emit({ kind: "network", action: "dns", target });
    send(
      run,
      target,
      { taint: label ? { ...taint, output: true } : taint, text: undefined },
      "dns",
      label ? ["dns-label"] : [],
    );
  }
}

function lookUp(run: Invocation): Stream | undefined {
  tells(run, run.args);
  return undefined;
}

function ping(run: Invocation): Stream | undefined {
  tells(run, run.args);
  const pattern = run.value("p");
  const target = addressed(run).target;
  if (pattern !== undefined && target !== undefined && (pattern.taint.files.length > 0 || pattern.taint.output))
    send(run, target, { taint: pattern.taint, text: undefined }, "icmp");
  if (run.has("f") && run.program === "ping" && run.name.startsWith("ping") && target !== undefined)
    run.emit({ kind: "network", action: "flood", target });
  return undefined;
}
