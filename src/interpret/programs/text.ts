import { DYNAMIC } from "../../model/effect.ts";
import { words } from "../../words.ts";
import { CLEAN, type Field, joinTaint, NO_STREAM, opaqueStream, type Stream, textStream } from "../shell/value.ts";
import { AWK_SED } from "./awk-sed.ts";
import { DECODERS } from "./decoders.ts";
import type { Invocation, Program } from "./program.ts";

const GREP_OPTIONS =
  "-A|--after-context= -B|--before-context= -C|--context= -E -F -G -P -H -I -L -R|-r|--recursive -S -T -U -V -Z -a -b -c -d|--directories= -D= -e|--regexp= -f|--file= -h -i -l -m|--max-count= -n -o -q -s -v -w -x -y -z --color?= --include= --exclude= --exclude-dir= --exclude-from= --label= --binary-files= -0 -1 -2 -3 -4 -5 -6 -7 -8 -9";

/** Programs that show, filter or make text. What they are given is data, not commands. */
export const TEXT: readonly Program[] = [
  { names: ["echo", "gecho"], style: "none", inert: true, run: echo },
  { names: ["printf", "gprintf"], style: "none", inert: true, run: printf },
  {
    names: ["print"],
    style: "none",
    inert: true,
    run: (run) =>
      textStream(
        `${run.args
          .filter((field) => !/^-[a-zA-Z]+$/.test(field.text))
          .map((field) => field.text)
          .join(" ")}\n`,
        taintOf(run.args),
      ),
  },
  {
    names: words(
      "cat gcat bat batcat tac gtac less more most zcat gzcat bzcat xzcat zless nl pygmentize ccat glow mdcat highlight",
    ),
    options: "-A -b -e -E -n -s -t -T -u -v -l= -p -P --style= --paging= --language= --color= -N -R -S -X -F -f -g -i",
    run: cat,
  },
  {
    names: ["head", "tail", "ghead", "gtail"],
    options:
      "-c|--bytes= -n|--lines= -q|--quiet -v|--verbose -z -f|--follow?= -F -s|--sleep-interval= --pid= --retry -r",
    run: (run) => filter(run, run.operands, run.parsed.options.size === 0),
  },
  {
    names: ["sort", "gsort"],
    options:
      "-b -d -f -g -h -i -M -n -R -r -V -c -C -k|--key= -m -o|--output= -s -S|--buffer-size= -t|--field-separator= -T|--temporary-directory= -u|--unique -z --parallel= --compress-program=",
    paths: "-o:write",
    run: sortLines,
  },
  {
    names: ["uniq", "guniq"],
    options: "-c -d -D -f= -i -s= -u -w= -z",
    run: (run) => filter(run, run.operands.slice(0, 1), false),
  },
  {
    names: words("wc cksum sum md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum md5 shasum b3sum"),
    options: "-c -l -m -w -L -a= -b -t -z --check --tag",
    run: measure,
  },
  {
    names: words(
      "cut gcut paste column fold fmt expand unexpand pr join comm nkf iconv dos2unix unix2dos strings look ul col colrm rs lam",
    ),
    options:
      "-b= -c= -d= -f= -s -t= -w= -n= -o= -1= -2= -e= -a= --output-delimiter= --delimiter= --fields= --characters= -z",
    run: (run) => filter(run, run.operands, false),
  },
  {
    names: ["tr", "gtr"],
    options: "-c -C -d|--delete -s|--squeeze-repeats -t|--truncate-set1 -u",
    style: "posix",
    run: transliterate,
  },
  {
    names: ["rev"],
    run: (run) =>
      run.stdin.text === undefined || run.operands.length > 0
        ? filter(run, run.operands, false)
        : textStream(
            run.stdin.text
              .split("\n")
              .map((line) => [...line].reverse().join(""))
              .join("\n"),
            run.stdin.taint,
          ),
  },
  {
    names: words("grep egrep fgrep ggrep zgrep rg ag ack ugrep pcregrep git-grep"),
    options: `${GREP_OPTIONS} -g|--glob= -t|--type= -T|--type-not= --iglob= -j= --sort= -M= --pre= --pre-glob= --max-depth= --max-filesize= --hidden --no-ignore -u -. -uu -uuu -N -p -r=|--replace= --engine=`,
    run: grep,
  },
  {
    names: words("diff gdiff sdiff colordiff cmp vimdiff diff3 wdiff delta difft"),
    options: "-u -U= -r -q -y -w -b -B -i -c -C= -x= --exclude= -X= --color?= -N -a -s -l -n= -W= --label=",
    operands: [{ of: "all", use: "read" }],
  },
  {
    names: ["od", "hexdump", "hd", "xxd-dump"],
    options: "-A= -t= -j= -N= -w?= -v -x -c -b -d -n= -s= -e= -f= -C",
    operands: [{ of: "all", use: "read" }],
  },
  {
    names: words(
      "ls gls dir vdir exa eza lsd tree ll la l du gdu dust ncdu df gdf stat gstat file realpath grealpath readlink greadlink namei lsattr getfacl broot duf lsof-dir",
    ),
    options:
      "-I= -L= -P= -w= -T= -d= --color?= --sort= --time= --time-style= --format= -c= -f= -t= --max-depth= --block-size= -h -l -a -R -s -S -r -1 -A -F -i -n -o -p -x -e -b -H -k -m -u",
    commonWord: true,
    run: list,
  },
  {
    names: ["basename", "gbasename"],
    options: "-a -s= -z",
    inert: true,
    run: (run) => known(run, (text) => text.replace(/\/+$/, "").replace(/^.*\//, "")),
  },
  {
    names: ["dirname", "gdirname"],
    options: "-z",
    inert: true,
    run: (run) => known(run, (text) => (text.includes("/") ? text.replace(/\/+[^/]*\/*$/, "") || "/" : ".")),
  },
  { names: ["seq", "gseq", "jot"], options: "-f= -s= -w", inert: true, run: sequence },
  {
    names: ["yes"],
    style: "none",
    inert: true,
    run: (run) => textStream(`${run.args.map((field) => field.text).join(" ") || "y"}\n`),
  },
  {
    names: ["mktemp", "gmktemp", "tempfile"],
    options: "-d|--directory -u|--dry-run -q|--quiet -p|--tmpdir?= -t -s= --suffix=",
    run: (run) => textStream(`${(run.value("p")?.text ?? "/tmp").replace(/\/$/, "")}/tmp.${DYNAMIC}x\n`),
  },
  { names: ["whoami", "logname"], inert: true, run: (run) => textStream(`${run.context.world.user ?? DYNAMIC}\n`) },
  {
    names: ["date", "gdate"],
    options: "-d= -u -R -I?= -r= -s|--set= -f= -j -v= +",
    acts: [{ flag: "s", does: { kind: "system", action: "time", object: "clock" } }],
  },
  {
    names: words(
      "id groups who w users last lastlog finger hostname uname arch-name uptime free vmstat iostat nproc lscpu lsblk lsusb lspci lshw dmidecode sw_vers system_profiler locale tty sleep gsleep cal bc dc expr factor numfmt clear reset tput stty man info apropos whatis tldr cheat sync true false getconf ps pstree top htop btop lsof fuser-list netstat ss ifconfig-show route-show jobs printenv-names neofetch fastfetch cowsay figlet fortune lolcat toilet sl banner uuidgen nvidia-smi sensors acpi ldd nm size objdump readelf otool c++filt addr2line which-real wait-for-it pv ts tsort shuf getent say notify-send osascript-notify true-color cloc tokei scc jc gron fx jless hexyl numbat",
    ),
    style: "gnu",
    inert: true,
    commonWord: true,
  },
  {
    names: words(
      "jq gojq yq xq dasel jaq mlr xsv qsv csvcut csvgrep csvstat csvlook csvsort xmllint xmlstarlet tidy prettyping htmlq pup",
    ),
    options:
      "-r -c -s -n -e -j -a -S -C -M -R --arg= --argjson= --slurpfile= --rawfile= --args --jsonargs -f|--from-file= --indent= --tab -i|--inplace -o= -p= -P -y -Y -X= -d= --schema= --xpath=",
    run: query,
  },
  {
    names: ["split", "gsplit", "csplit"],
    options: "-a= -b= -C= -d -l= -n= -x --additional-suffix= --filter=",
    run: (run) =>
      run.value("filter") === undefined
        ? filter(run, run.operands.slice(0, 1), false)
        : run.shell(run.value("filter")?.text ?? "", { source: "inline" }),
  },
  {
    names: words(
      "vim vi nvim ex view emacs nano pico micro helix hx joe ne kak code cursor subl atom gedit open xdg-open start",
    ),
    options: "-c= --cmd= -S= -u= -i= -e -E -s -n -R -N -T= -w= -W= --eval= -f= --batch --wait -l= -g= -a= -b=",
    run: editor,
  },
  ...AWK_SED,
  ...DECODERS,
];

function taintOf(fields: readonly Field[]) {
  return fields.reduce((taint, field) => joinTaint(taint, field.taint), CLEAN);
}

/** echo: bash's builtin prints escapes only with -e; sh's may always (POSIX leaves it open), so a known escape is decoded in both. */
function echo(run: Invocation): Stream {
  let at = 0;
  let newline = true;
  let escapes = false;
  while (/^-[neE]+$/.test(run.args[at]?.text ?? "")) {
    const flags = run.args[at]?.text ?? "";
    if (flags.includes("n")) newline = false;
    if (flags.includes("e")) escapes = true;
    at++;
  }
  const rest = run.args.slice(at);
  const text = rest.map((field) => field.text).join(" ");
  return textStream((escapes ? unescapeText(text) : text) + (newline ? "\n" : ""), taintOf(rest));
}

/** Back-slash escapes of echo -e and printf (bash manual 4.2). */
export function unescapeText(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|0?([0-7]{1,3})|(.))/g,
    (whole, hex, four, eight, octal, letter) => {
      const code = hex ?? four ?? eight;
      if (code !== undefined) return fromCode(Number.parseInt(code, 16));
      if (octal !== undefined) return fromCode(Number.parseInt(octal, 8));
      const simple: Record<string, string> = {
        n: "\n",
        t: "\t",
        r: "\r",
        a: "\u0007",
        b: "\b",
        e: "\u001b",
        E: "\u001b",
        f: "\f",
        v: "\v",
        "\\": "\\",
        "'": "'",
        '"': '"',
        c: "",
      };
      return simple[letter as string] ?? (whole as string);
    },
  );
}

function fromCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

function printf(run: Invocation): Stream {
  const [format, ...rest] = run.args[0]?.text === "--" ? run.args.slice(1) : run.args;
  if (format?.text === "-v") {
    const name = rest[0]?.text ?? "";
    const text = formatted(
      rest[1]?.text ?? "",
      rest.slice(2).map((field) => field.text),
    );
    run.state.variables.set(name, { kind: "scalar", values: [text], taint: taintOf(rest) });
    return NO_STREAM;
  }
  if (format === undefined) return NO_STREAM;
  return textStream(
    formatted(
      format.text,
      rest.map((field) => field.text),
    ),
    taintOf(run.args),
  );
}

function formatted(format: string, args: readonly string[]): string {
  const left = [...args];
  let out = "";
  do {
    const before = left.length;
    out += unescapeText(format).replace(
      /%(?:%|[-+ #0]*(\d*|\*)(?:\.\d+)?([a-zA-Z]))/g,
      (whole, _width, letter: string | undefined) => {
        if (whole === "%%") return "%";
        const value = left.shift() ?? "";
        if (letter === "b") return unescapeText(value);
        if (letter === "c") return value.charAt(0);
        if (letter === "x" && /^\d+$/.test(value)) return Number(value).toString(16);
        if (letter === "o" && /^\d+$/.test(value)) return Number(value).toString(8);
        return value;
      },
    );
    if (left.length === before) break;
  } while (left.length > 0 && out.length < 65_536);
  return out;
}

function cat(run: Invocation): Stream {
  return filter(run, run.operands, !/^z|^nl$|^tac$/.test(run.name));
}

/** Reads its files, or passes its input on; `whole` when the text goes through unchanged. */
function filter(run: Invocation, fields: readonly Field[], whole: boolean): Stream {
  const files = fields.filter((field) => field.text !== "-");
  if (files.length === 0) return whole ? run.stdin : { ...opaqueStream(run.stdin.taint), text: undefined };
  let joined: Stream | undefined;
  for (const field of files) {
    const target = run.path(field);
    const written = run.state.files.get(target.path) ?? run.state.files.get(field.text);
    if (written === undefined || target.scope !== "temp") {
      if (!/^\/dev\/(?:fd\/|stdin)/.test(field.text))
        run.emit({ kind: "read", target, recursive: false, how: "content" });
    }
    const stream: Stream =
      written ?? (field.text === "/dev/stdin" ? run.stdin : opaqueStream({ ...CLEAN, files: [target] }));
    joined =
      joined === undefined
        ? stream
        : {
            text: joined.text === undefined || stream.text === undefined ? undefined : joined.text + stream.text,
            taint: joinTaint(joined.taint, stream.taint),
            empty: false,
          };
  }
  const result = joined ?? opaqueStream();
  return whole ? result : { ...result, text: undefined };
}

function sortLines(run: Invocation): Stream {
  const program = run.value("compress-program");
  if (program !== undefined) run.shell(program.text, { source: "inline", span: program.span });
  return filter(run, run.operands, false);
}

function measure(run: Invocation): Stream {
  for (const field of run.operands)
    if (field.text !== "-") run.emit({ kind: "read", target: run.path(field), recursive: false, how: "metadata" });
  return opaqueStream();
}

function list(run: Invocation): Stream {
  const how = run.name === "stat" || run.name === "file" ? "metadata" : "list";
  for (const field of run.operands) run.emit({ kind: "read", target: run.path(field), recursive: false, how });
  return opaqueStream();
}

function known(run: Invocation, change: (text: string) => string): Stream {
  return textStream(
    run.operands.map((field) => `${field.text.includes(DYNAMIC) ? DYNAMIC : change(field.text)}\n`).join(""),
    taintOf(run.operands),
  );
}

function sequence(run: Invocation): Stream {
  const numbers = run.operands.map((field) => Number(field.text));
  if (numbers.length === 0 || numbers.some((n) => !Number.isInteger(n))) return opaqueStream();
  const [first, step, last] =
    numbers.length === 1
      ? [1, 1, numbers[0] ?? 0]
      : numbers.length === 2
        ? [numbers[0] ?? 0, 1, numbers[1] ?? 0]
        : [numbers[0] ?? 0, numbers[1] ?? 1, numbers[2] ?? 0];
  const out: number[] = [];
  for (let n = first; step > 0 ? n <= last : n >= last && step < 0; n += step) {
    out.push(n);
    if (out.length > 64) return opaqueStream();
  }
  return textStream(out.map((n) => `${n}\n`).join(""));
}

function transliterate(run: Invocation): Stream {
  const { text, taint } = run.stdin;
  const [from, to] = run.operands.map((field) => set(unescapeText(field.text)));
  if (text === undefined || from === undefined || run.has("c", "C"))
    return { ...run.stdin, text: undefined, empty: false };
  if (run.has("d")) return textStream([...text].filter((c) => !from.includes(c)).join(""), taint);
  if (to === undefined)
    return run.has("s")
      ? textStream(
          text.replace(/(.)\1+/gs, (run1, c: string) => (from.includes(c) ? c : run1)),
          taint,
        )
      : { ...run.stdin, text: undefined };
  const last = to.at(-1) ?? "";
  return textStream([...text].map((c) => (from.includes(c) ? (to[from.lastIndexOf(c)] ?? last) : c)).join(""), taint);
}

function set(text: string): string[] {
  const classes: Record<string, string> = {
    lower: "a-z",
    upper: "A-Z",
    digit: "0-9",
    alpha: "A-Za-z",
    alnum: "A-Za-z0-9",
    space: " \t\n\r\f\v",
    blank: " \t",
  };
  const plain = text.replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole);
  const out: string[] = [];
  const chars = [...plain];
  for (let i = 0; i < chars.length; i++) {
    const [a, b] = [chars[i] ?? "", chars[i + 2]];
    if (chars[i + 1] === "-" && b !== undefined && b >= a) {
      for (let code = a.charCodeAt(0); code <= b.charCodeAt(0) && out.length < 1024; code++)
        out.push(String.fromCharCode(code));
      i += 2;
    } else out.push(a);
  }
  return out;
}

function grep(run: Invocation): Stream {
  const program = run.value("pre");
  if (program !== undefined) run.shell(program.text, { source: "inline", span: program.span });
  const patternGiven = run.has("e", "f") || (run.name === "rg" && run.has("files"));
  const patterns = run.value("f");
  if (patterns !== undefined) run.emit({ kind: "read", target: run.path(patterns), recursive: false, how: "content" });
  const files = patternGiven ? run.operands : run.operands.slice(1);
  const names = run.has("l", "L", "c", "q") && !run.has("o");
  for (const field of files) {
    if (field.text === "-") continue;
    run.emit({
      kind: "read",
      target: run.path(field),
      recursive: run.has("r") || run.name === "rg" || run.name === "ag",
      how: names ? "list" : "search",
    });
  }
  return { text: undefined, taint: run.stdin.taint, empty: false };
}

function query(run: Invocation): Stream {
  const files = run.has("f") ? run.operands : run.operands.slice(1);
  const inPlace = run.has("i");
  for (const field of files) {
    run.emit({ kind: "read", target: run.path(field), recursive: false, how: "content" });
    if (inPlace && run.program === "jq") run.emit({ kind: "write", target: run.path(field), how: "modify" });
  }
  return { text: undefined, taint: run.stdin.taint, empty: false };
}

/** Editors run commands too: `vim -c ':!sh'`, `emacs --eval`. */
function editor(run: Invocation): Stream | undefined {
  for (const field of run.values("c", "cmd").concat(run.operands.filter((operand) => operand.text.startsWith("+")))) {
    const shell =
      /^\+?:?(?:silent\s+)?!\s*(.+)$/.exec(field.text)?.[1] ?? /system\(["'](.+?)["']\)/.exec(field.text)?.[1];
    if (shell !== undefined) run.shell(shell, { source: "inline", span: field.span });
  }
  const lisp = run.value("eval")?.text;
  const command = lisp === undefined ? undefined : /\(shell-command(?:-to-string)?\s+"(.+?)"\)/.exec(lisp)?.[1];
  if (command !== undefined) run.shell(command, { source: "inline" });
  if (/^(?:open|xdg-open|start)$/.test(run.name)) return undefined;
  for (const field of run.operands)
    if (!field.text.startsWith("+"))
      run.emit({ kind: "read", target: run.path(field), recursive: false, how: "content" });
  return undefined;
}
