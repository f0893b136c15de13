import type { Program } from "./program.ts";

/** What the user sees, types and keeps: clipboards, screens, keyrings. */
export const DESKTOP: readonly Program[] = [
  {
    names: ["xclip"],
    options: "-o|-out -i|-in -sel|-selection= -f|-filter -r -l= -d= -t= -rmlastnl",
    style: "single",
    acts: [{ flag: "o", does: { kind: "system", action: "clipboard", object: "read" } }],
  },
  {
    names: ["xsel"],
    options: "-o|--output -i|--input -b|--clipboard -p|--primary -s -a -c -d -k -x",
    acts: [{ flag: "o", does: { kind: "system", action: "clipboard", object: "read" } }],
  },
  {
    names: ["wl-paste", "pbpaste", "xcopy-paste", "termux-clipboard-get"],
    acts: [{ does: { kind: "system", action: "clipboard", object: "read" } }],
  },
  { names: ["pbcopy", "wl-copy", "clip"], run: () => undefined },
  {
    names: [
      "screencapture",
      "scrot",
      "gnome-screenshot",
      "grim",
      "maim",
      "spectacle",
      "flameshot",
      "ksnip",
      "import-window",
      "xwd",
    ],
    options: "-x -c -i -R= -l= -d= -o= -g= -s= -r -t= -T=",
    acts: [{ does: { kind: "system", action: "screen", object: "capture" } }],
  },
  {
    names: ["xdotool", "ydotool", "wtype", "cliclick", "xte", "dotool"],
    style: "none",
    acts: [
      {
        if: (run) =>
          run.name === "wtype" || run.args.some((field) => /^(?:type|key|keydown|t:.*|kp:.*|str .*)$/.test(field.text)),
        does: { kind: "system", action: "keyboard", object: "type" },
      },
    ],
  },
  {
    names: ["xinput", "logkeys", "evtest", "showkey", "libinput"],
    style: "none",
    acts: [
      {
        if: (run) =>
          run.args.some((field) =>
            /^(?:test|test-xi2|--start|-s|debug-events|--show-keycodes|\/dev\/input\/.*)$/.test(field.text),
          ),
        does: { kind: "system", action: "keyboard", object: "record" },
      },
    ],
  },
  {
    names: ["secret-tool"],
    acts: [{ sub: ["lookup", "search"], does: { kind: "system", action: "keychain", object: "secret-service" } }],
  },
  {
    names: ["kwallet-query"],
    options: "-r= -l -w= -f= -v",
    acts: [{ flag: "r", does: { kind: "system", action: "keychain", object: "kwallet" } }],
  },
  {
    names: ["arecord", "parec", "rec", "ffmpeg-capture"],
    options: "-d= -f= -D= -l -L",
    acts: [{ without: ["l", "L"], does: { kind: "system", action: "screen", object: "microphone" } }],
  },
  { names: ["wall", "logger"], options: "-t= -p= -n= -h= -u= -i= -a= -s", inert: true },
  {
    names: ["efibootmgr"],
    options: "-B -b= -o= -c -d= -p= -L= -l= -n= -N -a -A -v -O",
    acts: [{ flag: ["B", "o", "c", "n", "O", "a", "A"], does: { kind: "system", action: "boot", object: "efi" } }],
  },
  {
    names: [
      "grub-install",
      "grub2-install",
      "bootctl",
      "update-initramfs",
      "dracut",
      "mkinitcpio",
      "update-grub",
      "grub-mkconfig",
      "flashrom",
      "fwupdmgr",
    ],
    options: "-u -c -d -k= -f --force -o|--output= -w= -r= -p= --target= --boot-directory= --efi-directory=",
    acts: [
      {
        if: (run) => /^(?:grub2?-install|flashrom)$/.test(run.name) && !run.has("r"),
        does: { kind: "system", action: "boot", object: "loader" },
      },
      {
        sub: ["install", "remove"],
        if: (run) => run.name === "bootctl",
        does: { kind: "system", action: "boot", object: "loader" },
      },
    ],
  },
];
