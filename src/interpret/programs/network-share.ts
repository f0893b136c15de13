import { hostTarget } from "../hosts.ts";
import { type Field, NO_STREAM, type Stream } from "../shell/value.ts";
import { hasData, join, named, type Outgoing, ofField, ofFile, ofStream, send } from "./network-data.ts";
import { beyondEnd } from "./options.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** Programs whose purpose is to hand text or files to others: mail, paste services, peer-to-peer senders, messengers. */
export const SHARERS: readonly Program[] = [
  {
    names: ["mail", "mailx", "s-nail", "heirloom-mailx", "bsd-mailx"],
    options: "-s= -a|--attach= -A= -c= -b= -r= -S= -q= -f= -u= -E -n -v -i -t -M= -H -N -e -p -R= -T=",
    run: (run) =>
      mail(
        run,
        run.values("a", "A").filter((field) => !/^[\w-]+:/.test(field.text)),
      ),
  },
  {
    names: ["mutt", "neomutt"],
    options: "-s= -a= -c= -b= -i= -H= -F= -e= -f= -x -n -y -z -p -R -h",
    run: (run) => mail(run, [...run.values("a", "i", "H"), ...afterAttach(run)]),
  },
  {
    names: ["sendmail", "msmtp", "ssmtp", "exim", "exim4", "postdrop", "nullmailer-inject", "qmail-inject"],
    options: "-t -i -oi -f= -F= -a= -C= -bs -bd -q -v --host= --port= --from= --file= --account= -bp",
    run: (run) => (run.stdin.empty && run.operands.length === 0 ? undefined : mail(run, [])),
  },
  {
    names: ["swaks", "sendemail", "sendEmail", "email", "smtp-cli", "blat", "mpack", "uuenview"],
    options:
      "-t|--to= -f|--from= -s|--server= -a|--attach= -p|--port= -u= -m= -xu= -xp= -o= --header= --body= --h-Subject= --attach-type= --attach-body= --data= --auth-user= --auth-password= --auth= --tls -tls -q",
    run: (run) =>
      mail(
        run,
        [...run.values("a", "attach", "attach-body"), ...run.values("data", "body")].map((field) =>
          named(field, field.text.replace(/^@/, "")),
        ),
      ),
  },
  {
    names: [
      "gist",
      "pastebinit",
      "wgetpaste",
      "pbin",
      "fiche",
      "ix",
      "sprunge",
      "haste",
      "hastebin",
      "paste-cli",
      "carbon-now",
      "termbin",
      "dpaste",
      "0x0",
      "fpaste",
      "ubuntu-paste",
      "nopaste",
      "elmer",
      "rpaste",
    ],
    options:
      "-i= -b= -f= -a= -t|--type= -d|--description= -p|--private -P -u|--update= -l|--list -o -c -r= -E -h= --login",
    commonWord: true,
    run: (run) =>
      run.has("l", "login", "r")
        ? undefined
        : share(run, "paste.ubuntu.com", [...run.operands, ...run.values("i")], "paste"),
  },
  {
    names: [
      "wormhole",
      "magic-wormhole",
      "croc",
      "sendme",
      "portal",
      "ffsend",
      "transfer",
      "transfer.sh",
      "transferwee",
      "onionshare-cli",
      "onionshare",
      "bashupload",
      "wetransfer",
      "piping-server",
      "qrcp",
      "warp-cli-send",
      "dropbox_uploader.sh",
      "dropbox-uploader",
      "megaput",
      "megacopy",
      "mega-put",
      "gdrive",
      "pcp",
    ],
    options:
      "-c|--code= -p|--ports= --relay= --pass= -o|--out= --text= -t= -f= -d= --zip --yes --overwrite --path= --parent= -r",
    commonWord: true,
    run: peer,
  },
  {
    names: [
      "telegram-send",
      "slack-cli",
      "slackcat",
      "slcat",
      "discord-webhook",
      "discord.sh",
      "ntfy",
      "apprise",
      "signal-cli",
      "pushover",
      "matrix-commander",
    ],
    options:
      "-f|--file= -c|--channel= -t|--title= -m|--message= -n= -a|--attachment= --image= --stdin -b|--body= -u= -g= --webhook-url= --text= --format= -F=",
    run: (run) =>
      share(
        run,
        "api.telegram.org",
        [...run.values("f", "a", "F"), ...run.operands.filter((field) => /^[./~]|\.\w{1,5}$/.test(field.text))],
        "message",
      ),
  },
];

function afterAttach(run: Invocation): readonly Field[] {
  // mutt(1): `-a file [file …] -- address`.
  const end = run.parsed.endOfOptions;
  return end < 0 || !run.has("a") ? [] : run.operands.slice(0, run.operands.length - beyondEnd(run.parsed).length);
}

function mail(run: Invocation, attached: readonly Field[]): Stream {
  const parts: Outgoing[] = attached.map((field) => ofFile(run, field));
  const body = ofStream(run.stdin);
  if (!run.stdin.empty && hasData(body)) parts.push(body);
  for (const field of [...run.values("s"), ...run.operands])
    if (field.taint.files.length > 0 || field.taint.environment) parts.push(ofField(field));
  const address = textOf([...run.operands, ...run.values("t")].find((field) => field.text.includes("@")));
  const domain = address.slice(address.lastIndexOf("@") + 1).replace(/[>,\s].*$/, "");
  if (parts.length > 0) send(run, hostTarget(domain === "" ? "localhost" : domain), join(parts), "mail");
  return NO_STREAM;
}

function share(run: Invocation, host: string, files: readonly Field[], method: string): Stream | undefined {
  const parts: Outgoing[] = files.map((field) => ofFile(run, field));
  const piped = ofStream(run.stdin);
  if (!run.stdin.empty && hasData(piped)) parts.push(piped);
  if (parts.length > 0) send(run, hostTarget(host), join(parts), method);
  return undefined;
}

/** `croc send x`, `wormhole send x`, `ffsend upload x`, `megaput x`; receiving is a download. */
function peer(run: Invocation): Stream | undefined {
  const [verb, ...rest] = run.operands;
  const named = /put|copy|transfer|upload|onionshare|wetransfer|piping|qrcp/.test(run.name);
  const sends = /^(?:send|send-many|upload|up|share|push|put|tx)$/.test(textOf(verb));
  if (!sends && !named) {
    if (run.program === "wormhole" && /^(?:receive|recv|rx|down|download|get)$/.test(textOf(verb)))
      run.emit({ kind: "fetch", target: hostTarget("transfer.sh"), method: run.name });
    return undefined;
  }
  const text = run.value("text");
  const files = sends ? rest : run.operands;
  if (text !== undefined) send(run, hostTarget("transfer.sh"), ofField(text), run.name);
  return share(run, "transfer.sh", files, "peer");
}
