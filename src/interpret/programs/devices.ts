import type { Program } from "./program.ts";

/** Android's su takes all words that follow as one command: `su -c WORDS`, `su 0 WORDS`. */
const SU = /^\s*su\s+(?:(?:-mm|--mount-master|0|root)\s+)*(?:(?:-c|--command)\s+)?(?=[^\s"'-])/;

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
      const text = line.map((field) => field.text).join(" ");
      const asRoot = SU.exec(text);
      return run.shell(asRoot === null ? text : text.slice(asRoot[0].length), {
        source: "inline",
        changes: { where: "remote", cwd: "/", elevated: asRoot !== null },
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
