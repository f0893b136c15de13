import type { Draft } from "../context.ts";
import type { Field } from "../shell/value.ts";
import type { Invocation, Program } from "./program.ts";
import { standing } from "./system-names.ts";
import { textOf, upTo } from "./text-of.ts";

const SYSTEMCTL =
  "-H|--host= -M|--machine= -t|--type= -p|--property= -P= -n|--lines= -o|--output= --state= -s|--signal= --kill-whom= --kill-who= --kill-value= --what= --job-mode= --root= --image= --when= --message= --preset-mode= --timestamp= --legend= --marked -q|--quiet -a|--all -l|--full -f|--force -r|--recursive -i -w|--wait --now --user --system --global --runtime --no-block --no-pager --no-legend --no-reload --no-ask-password --failed --after --before --reverse --plain --value --show-types --dry-run --firmware-setup";

/** Service managers: systemctl(1), service(8), rc-service(8), sv(8), supervisorctl, pm2. */
export const SERVICES: readonly Program[] = [
  {
    names: ["systemctl"],
    options: SYSTEMCTL,
    dryRun: "dry-run",
    acts: [
      { sub: ["stop", "kill", "freeze"], does: (run, units) => stopped(run, units) },
      { sub: "isolate", does: (_, units) => stop("isolate", textOf(units[0])) },
      { sub: ["disable", "mask"], does: (_, units) => units.flatMap((unit) => disable(unit.text)) },
      {
        sub: ["enable", "reenable", "link", "preset", "add-wants", "add-requires"],
        does: (run, units) => units.flatMap((unit) => enable(run, unit)),
      },
      {
        sub: "edit",
        does: (run, units) =>
          units.slice(0, 1).map((unit) => ({
            kind: "write",
            target: run.path({ ...unit, text: `/etc/systemd/system/${unit.text}.d/override.conf` }),
            how: "modify",
          })),
      },
      {
        sub: ["poweroff", "reboot", "halt", "kexec", "soft-reboot", "rescue", "emergency", "switch-root", "exit"],
        does: (run) => ({ kind: "system", action: "shutdown", object: textOf(run.operands[0]) }),
      },
      {
        sub: ["suspend", "hibernate", "hybrid-sleep", "suspend-then-hibernate"],
        does: { kind: "system", action: "shutdown", object: "sleep", tags: ["sleep"] },
      },
      { sub: "set-default", does: { kind: "system", action: "boot", object: "" } },
      {
        sub: ["set-environment", "import-environment"],
        does: (_, words) =>
          words.map(({ text }) => ({
            kind: "environment",
            name: upTo(text, "="),
            value: text.slice(text.indexOf("=") + 1),
            action: "set",
          })),
      },
    ],
  },
  {
    names: ["service", "rc-service", "invoke-rc.d"],
    style: "posix",
    commonWord: true,
    acts: [
      {
        if: (run) => /^(?:stop|full-stop|force-stop|zap)$/.test(textOf(run.operands[1])),
        does: (run) => stop("stop", textOf(run.operands[0])),
      },
    ],
  },
  {
    names: ["rc-update", "update-rc.d", "chkconfig"],
    options: "-f -n --level= --add --del --list -a -d",
    acts: [
      { sub: ["del|delete", "* remove|disable|off"], does: (run) => disable(unitOf(run)) },
      { sub: ["add", "* defaults|enable|on"], does: (run) => enabled(unitOf(run), []) },
      { flag: "del", does: (run) => disable(textOf(run.operands[0])) },
    ],
  },
  {
    names: ["sv", "runsvctl", "s6-svc"],
    options: "-v -w=",
    commonWord: true,
    acts: [
      {
        sub: ["down|d|stop|force-stop|exit|x|kill|k|shutdown|force-shutdown"],
        does: (_, units) => units.map((unit) => stop("stop", unit.text)),
      },
    ],
  },
  {
    names: ["supervisorctl"],
    options: "-c|--configuration= -s|--serverurl= -u|--username= -p|--password= -i",
    acts: [
      { sub: ["stop", "remove"], does: (_, units) => units.map((unit) => stop("stop", unit.text)) },
      { sub: "shutdown", does: stop("stop", "supervisord") },
    ],
  },
  {
    names: ["pm2"],
    options: "-n|--name= -i= -u= --env= -s -f",
    acts: [
      {
        sub: ["delete|del", "kill"],
        operand: "all",
        does: { kind: "system", action: "stop-service", object: "pm2:all", tags: ["own"] },
      },
      { sub: ["startup"], does: { kind: "persist", mechanism: "systemd", object: "pm2", remove: false } },
    ],
  },
  {
    names: ["loginctl"],
    options: "-H= -M= -p= -n= -o= -s|--signal= --kill-whom=",
    acts: [
      { sub: "enable-linger", does: { kind: "persist", mechanism: "systemd", object: "linger", remove: false } },
      {
        sub: ["terminate-user", "terminate-session", "kill-user", "kill-session", "terminate-seat"],
        does: (_, who) => ({ kind: "stop-process", object: who[0]?.text ?? "session", all: true }),
      },
    ],
  },
  {
    names: ["journalctl"],
    options:
      "-u|--unit= --user-unit= -n|--lines?= -o|--output= -p|--priority= -S|--since= -U|--until= -t|--identifier= -g|--grep= -F|--field= -b|--boot?= -D|--directory= -c|--cursor= --file= --root= --vacuum-size= --vacuum-time= --vacuum-files= --rotate --flush --sync -M= -f -r -e -x -k -a -q -l",
    acts: [
      {
        flag: ["vacuum-size", "vacuum-time", "vacuum-files"],
        does: (run) => {
          const kept = textOf(run.value("vacuum-size", "vacuum-time", "vacuum-files"));
          // A second, a byte or one file kept is nothing kept.
          const all = /^[01](?:s|sec|B|K|M|us|ms)?$/i.test(kept);
          return { kind: "system", action: "clear-logs", object: "journal", tags: all ? [] : ["vacuum"] };
        },
      },
    ],
  },
];

function unitOf(run: Invocation): string {
  const [first, second] = run.operands;
  return /^(?:add|del|delete)$/.test(textOf(first)) ? textOf(second) : textOf(first);
}

function stop(action: string, name: string): Draft {
  return {
    kind: "system",
    action: "stop-service",
    object: name,
    tags: action === "isolate" ? ["essential"] : standing(name),
  };
}

function stopped(run: Invocation, units: readonly Field[]): readonly Draft[] {
  return units.map((unit) => stop(run.operands[0]?.text ?? "stop", unit.text));
}

function disable(name: string): readonly Draft[] {
  return [{ kind: "system", action: "disable-service", object: name, tags: standing(name) }];
}

function enable(run: Invocation, unit: Field): readonly Draft[] {
  // A unit named by a path brings its own definition along.
  const own = unit.text.includes("/") ? ["own-unit"] : run.has("user") ? ["user"] : [];
  return enabled(unit.text, own);
}

function enabled(name: string, tags: readonly string[]): readonly Draft[] {
  return [
    { kind: "system", action: "enable-service", object: name, tags },
    { kind: "persist", mechanism: "systemd", object: name, remove: false, tags },
  ];
}
