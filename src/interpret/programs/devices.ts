import type { Program } from "./program.ts";

/** Phones and tablets on a cable. developer.android.com/tools/adb, source.android.com, "Fastboot". */
export const DEVICES: readonly Program[] = [
  {
    names: ["adb"],
    options: "-s= -t= -H= -P= -L= -d -e -a",
    style: "posix",
    run: (run) => {
      const [verb, ...rest] = run.operands;
      if (verb?.text !== "shell" && verb?.text !== "exec-out") return undefined;
      const line = rest.filter((field, index) => index > 0 || !/^-[tTxn]+$/.test(field.text));
      if (line.length === 0) return undefined;
      return run.shell(line.map((field) => field.text).join(" "), {
        source: "inline",
        changes: { where: "remote", cwd: "/", elevated: false },
      });
    },
  },
  {
    names: ["fastboot"],
    options: "-s= -w -S= --slot= --skip-reboot --force --disable-verity --disable-verification --set-active?=",
    acts: [
      { flag: "w", does: { kind: "system", action: "format-disk", object: "userdata" } },
      {
        sub: ["erase", "format", "flashing unlock", "oem unlock"],
        does: (_run, rest) => ({ kind: "system", action: "format-disk", object: rest[0]?.text ?? "userdata" }),
      },
    ],
  },
];
