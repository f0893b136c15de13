import { DYNAMIC } from "../../model/effect.ts";
import { words } from "../../words.ts";
import { CLEAN, textStream } from "../shell/value.ts";
import { AWK_SED } from "./awk-sed.ts";
import { DECODERS } from "./decoders.ts";
import { cat, filter, namesOnly, sortLines, transliterate } from "./filters.ts";
import { baseNames, echo, known, printf, sequence, taintOf } from "./printing.ts";
import type { Program } from "./program.ts";
import { editor, grep, list, measure, query } from "./searching.ts";
import { textOf } from "./text-of.ts";

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
    run: (run) => namesOnly(run) ?? filter(run, run.operands, false),
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
    options: "-a|--multiple -s|--suffix= -z|--zero",
    inert: true,
    run: baseNames,
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
  {
    names: ["whoami", "logname"],
    inert: true,
    run: (run) => textStream(`${run.context.world.user ?? DYNAMIC}\n`, { ...CLEAN, output: true }),
  },
  {
    names: ["date", "gdate"],
    options: "-d= -u -R -I?= -r= -s|--set= -f= -j -v= +",
    acts: [{ flag: "s", does: { kind: "system", action: "time", object: "clock" } }],
  },
  {
    names: words(
      "id groups who w users last lastlog finger hostname uname arch-name uptime free vmstat iostat nproc lscpu lsblk lsusb lspci lshw dmidecode sw_vers system_profiler locale tty sleep gsleep cal bc dc expr factor numfmt clear reset tput stty man info apropos whatis tldr cheat sync getconf ps pstree top htop btop lsof fuser-list netstat ss ifconfig-show route-show printenv-names neofetch fastfetch cowsay figlet fortune lolcat toilet sl banner uuidgen nvidia-smi sensors acpi ldd nm size objdump readelf otool c++filt addr2line which-real wait-for-it pv ts tsort shuf getent say notify-send osascript-notify true-color cloc tokei scc jc gron fx jless hexyl numbat",
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
        : run.shell(textOf(run.value("filter")), { source: "inline" }),
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
