import type { Draft } from "../context.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** Kernel, mounts, clocks and mandatory access control: sysctl(8), modprobe(8), mount(8), setenforce(8), auditctl(8). */
export const KERNEL: readonly Program[] = [
  {
    names: ["sysctl"],
    options: "-w|--write -p|--load?= -a|--all -A -n|--values -N -e -q -b -r= -h --system --dry-run -f=",
    dryRun: "dry-run",
    acts: [
      {
        if: (run) => run.has("w") || run.operands.some((field) => field.text.includes("=")),
        without: "p",
        does: (run) => parameters(run),
      },
      { flag: ["p", "system", "f"], does: { kind: "system", action: "kernel-parameter", object: "file" } },
    ],
  },
  {
    names: ["modprobe"],
    options:
      "-r|--remove -n|--dry-run|--show -D|--show-depends -c|--showconfig -R -S= -C= -d= -a|--all -f|--force -i -q -s -v -b",
    dryRun: ["dry-run", "D", "c"],
    acts: [{ does: module }],
  },
  { names: ["insmod", "rmmod"], options: "-f -s -v -w", acts: [{ does: module }] },
  { names: ["kexec"], options: "-l= -e -p= -u", acts: [{ flag: ["l", "e", "p"], does: module }] },
  { names: ["kmod"], acts: [{ sub: ["insert", "remove", "load"], does: module }] },
  { names: ["dkms"], options: "-m= -v= -k=", acts: [{ sub: ["install", "remove", "add"], does: module }] },
  {
    names: ["mount"],
    options:
      "-t|--types= -o|--options= -O= -L= -U= -T= -N= -a|--all -r -w|--rw -B|--bind -R|--rbind -M|--move -f|--fake -n -v -l --source= --target= --make-private",
    dryRun: ["f"],
    acts: [
      {
        if: (run) => run.operands.length > 0 || run.has("a"),
        does: (run) => ({
          kind: "system",
          action: "mount",
          object: run.operands.at(-1)?.text ?? "all",
          tags: mountTags(run),
        }),
      },
    ],
  },
  {
    names: ["umount"],
    options: "-a|--all -A -f|--force -l|--lazy -r -n -v -R|--recursive -t= -O= -d -i -q --fake",
    acts: [
      {
        without: "fake",
        if: (run) => run.operands.length > 0 || run.has("a"),
        does: (run) => {
          const place = textOf(run.operands.at(-1));
          const all = run.has("a", "A") || /^\/(?:home|usr|var|boot|etc)?$/.test(place);
          return {
            kind: "system",
            action: "unmount",
            object: place || "all",
            tags: [...(all ? ["essential"] : []), ...guardTags(run)],
          };
        },
      },
    ],
  },
  { names: ["swapoff"], options: "-a -v", acts: [{ does: { kind: "system", action: "swap", object: "off" } }] },
  {
    names: ["setenforce"],
    acts: [{ operand: ["0", "permissive", "Permissive"], does: off("selinux") }],
  },
  {
    names: ["auditctl"],
    options: "-D -e= -d= -a= -A= -w= -W= -R= -l -s -k= -S= -F= -p=",
    acts: [
      { flag: ["D", "d", "W"], does: off("audit rules") },
      { if: (run) => run.value("e")?.text === "0", does: off("audit") },
    ],
  },
  {
    names: ["aa-disable", "aa-complain", "aa-teardown", "aa-unconfined"],
    acts: [{ if: (run) => run.name !== "aa-unconfined", does: off("apparmor") }],
  },
  {
    names: ["apparmor_parser"],
    options: "-R|--remove -r|--replace -a -C -Q -K -T -W",
    acts: [{ flag: ["R", "C"], does: off("apparmor") }],
  },
  {
    names: ["semanage"],
    options: "-a -d -m -l -D -t= -s= -p=",
    acts: [{ sub: "permissive", flag: "a", does: off("selinux") }],
  },
  {
    names: ["setsebool"],
    options: "-P",
    acts: [{ does: { kind: "system", action: "security-change", object: "selinux" } }],
  },
  {
    names: ["setcap"],
    options: "-q -v -n= -r -f",
    acts: [
      {
        without: ["v", "r"],
        does: (run) => ({ kind: "privilege", action: "capability", object: textOf(run.operands[0]) }),
      },
    ],
  },
  {
    names: ["dmesg"],
    options: "-C|--clear -c|--read-clear -D -E -F= -f= -l= -n= -s= -H -T -w -W -k -u -x -r",
    acts: [{ flag: ["C", "c"], does: { kind: "system", action: "clear-logs", object: "kernel" } }],
  },
  {
    names: ["timedatectl"],
    options: "-H= -M= -p=",
    acts: [{ sub: ["set-time", "set-ntp false|0|no"], does: { kind: "system", action: "time", object: "" } }],
  },
  {
    names: ["hwclock"],
    options: "-s|--hctosys -w|--systohc --set --date= -r|--show",
    acts: [{ flag: ["s", "w", "set"], does: { kind: "system", action: "time", object: "hardware clock" } }],
  },
  {
    names: ["ntpdate", "chronyc"],
    acts: [{ operand: ["makestep", "settime", "*.*"], does: { kind: "system", action: "time", object: "" } }],
  },
  {
    names: ["hostnamectl"],
    acts: [
      {
        sub: ["set-hostname", "hostname *"],
        does: { kind: "system", action: "hosts", object: "", tags: ["hostname"] },
      },
    ],
  },
  {
    names: ["bpftrace", "bpftool", "stap"],
    options: "-e= -p= -c= -l -o= -f= -v",
    acts: [
      {
        flag: "e",
        if: (run) => /\bsystem\s*\(/.test(textOf(run.value("e"))),
        does: { kind: "system", action: "trace", object: "kernel" },
      },
      { sub: ["prog load|attach", "net attach"], does: module },
    ],
  },
  {
    names: ["dbus-send", "busctl", "gdbus", "qdbus"],
    style: "none",
    run: (run) => {
      const words = run.args.map((field) => field.text).join(" ");
      const method = /(?:login1|ConsoleKit)\S*[\s.]\S*\s*\S*\b(PowerOff|Reboot|Halt|Suspend|Hibernate)\b/.exec(
        words,
      )?.[1];
      if (method !== undefined)
        run.emit({
          kind: "system",
          action: "shutdown",
          object: method,
          tags: /^[SH]u|^Hi/.test(method) ? ["sleep"] : [],
        });
      return undefined;
    },
  },
];

function off(object: string): Draft {
  return { kind: "system", action: "security-off", object };
}

function module(run: Invocation): Draft {
  return { kind: "system", action: "kernel-module", object: run.operands.at(-1)?.text ?? run.program };
}

function parameters(run: Invocation): readonly Draft[] {
  return run.operands
    .filter((field) => field.text.includes("="))
    .map((field) => ({ kind: "system", action: "kernel-parameter", object: field.text.replaceAll("/", ".") }));
}

/** What is mounted over the guard's files, or taken away from below them. */
function guardTags(run: Invocation): readonly string[] {
  const place = run.operands.at(-1);
  return place !== undefined && run.path(place).classes.includes("guard") ? ["guard"] : [];
}

function mountTags(run: Invocation): readonly string[] {
  const how = run
    .values("o")
    .map((field) => field.text)
    .join(",");
  const place = textOf(run.operands.at(-1));
  return [
    ...(/(?:^|,)remount(?:,|$)/.test(how) && place === "/" ? ["remount-root"] : []),
    ...(run.has("B", "R", "M") || /(?:^|,)r?bind/.test(how) ? ["bind"] : []),
    ...(/^\/(?:etc|usr|bin|sbin|lib|boot|proc)?(?:\/|$)/.test(place) && !/^\/(?:mnt|media)/.test(place)
      ? ["over-system"]
      : []),
    ...guardTags(run),
  ];
}
