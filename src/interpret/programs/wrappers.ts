import { words } from "../../words.ts";
import type { Stream } from "../shell/value.ts";
import type { Program } from "./program.ts";
import { textOf } from "./text-of.ts";
import { runParallel, runXargs } from "./wrappers-lists.ts";
import {
  becomesShell,
  fed,
  joinedShell,
  rootShell,
  runCapsh,
  runEnv,
  runFlock,
  showEnvironment,
  switchUser,
} from "./wrappers-run.ts";
import { runScreen, runScriptRecorder, runTmux } from "./wrappers-terminals.ts";

/** Programs that run the command that follows them, each with its own options. */
export const WRAPPERS: readonly Program[] = [
  {
    names: ["sudo"],
    options:
      "-A|--askpass -b|--background -B|--bell -C|--close-from= -D|--chdir= -E|--preserve-env?= -e|--edit -g|--group= -H|--set-home -h|--host= -i|--login -K|--remove-timestamp -k|--reset-timestamp -l|--list -n|--non-interactive -P|--preserve-groups -p|--prompt= -R|--chroot= -r|--role= -S|--stdin -s|--shell -T|--command-timeout= -t|--type= -U|--other-user= -u|--user= -V|--version -v|--validate",
    style: "posix",
    assigns: true,
    wraps: { elevated: true },
    acts: [
      {
        flag: ["e"],
        does: (run) => run.operands.map((field) => ({ kind: "write", target: run.path(field), how: "modify" })),
      },
      {
        if: becomesShell,
        without: ["l", "v", "k", "K", "e"],
        does: rootShell,
      },
      {
        flag: ["S"],
        if: (run) => run.stdin.text !== undefined,
        does: { kind: "privilege", action: "password-on-stdin", object: "root" },
      },
    ],
  },
  {
    names: ["doas"],
    options: "-a= -C= -L -n -s -u=",
    style: "posix",
    wraps: { elevated: true },
    acts: [{ if: becomesShell, without: ["C", "L"], does: rootShell }],
  },
  {
    names: ["pkexec"],
    options: "--user= --disable-internal-agent --keep-cwd",
    style: "posix",
    wraps: { elevated: true },
  },
  {
    names: ["run0", "gsudo", "sudo-rs", "please", "calife"],
    options: "--user= --unit= -u= -D|--chdir=",
    style: "posix",
    wraps: { elevated: true },
  },
  {
    names: ["su", "runuser"],
    options:
      "-c|--command= -g|--group= -G|--supp-group= -l|--login -m|-p|--preserve-environment -s|--shell= -u|--user= -w|--whitelist-environment= -P|--pty -f",
    style: "gnu",
    run: switchUser,
  },
  {
    names: ["env"],
    options:
      "-i|--ignore-environment -u|--unset= -C|--chdir= -S|--split-string= -v|--debug -0|--null -a|--argv0= --block-signal?= --default-signal?= --ignore-signal?= -P=",
    style: "posix",
    run: runEnv,
  },
  { names: ["printenv"], run: (run) => showEnvironment(run, run.operands) },
  {
    names: words(
      "nohup setsid time gtime caffeinate chronic unbuffer winpty dbus-run-session xvfb-run catchsegv prime-run gamemoderun proxychains proxychains4 torsocks torify tsocks faketime rlwrap ltrace eatmydata fakeroot fakechroot sem with-contenv s6-setuidgid gosu su-exec tini dumb-init rtk retry parallel-lint notify-run systemd-cat trickle cgexec numactl",
    ),
    options: "-f= -o= -a= -s= -u= -i -d -m -e= -c -w -p -v -q -n= --format= --output= --env=",
    style: "posix",
    wraps: true,
  },
  { names: ["nice"], options: "-n|--adjustment= -0 -1 -2 -3 -4 -5 -6 -7 -8 -9", style: "posix", wraps: true },
  {
    names: ["ionice"],
    options: "-c|--class= -n|--classdata= -p|--pid= -P|--pgid= -t|--ignore -u|--uid=",
    style: "posix",
    wraps: true,
  },
  {
    names: ["timeout", "gtimeout"],
    options: "-k|--kill-after= -s|--signal= -v|--verbose --preserve-status --foreground",
    style: "posix",
    skip: 1,
    wraps: true,
  },
  { names: ["stdbuf", "gstdbuf"], options: "-i|--input= -o|--output= -e|--error=", style: "posix", wraps: true },
  { names: ["taskset"], options: "-a -c|--cpu-list -p|--pid", style: "posix", skip: 1, wraps: true },
  { names: ["chrt"], options: "-f -r -o -b -i -d -p= -a -T= -P= -D= -R -v -m", style: "posix", skip: 1, wraps: true },
  {
    names: ["flock"],
    options:
      "-s|--shared -x|--exclusive -u|--unlock -n|--nonblock -w|--timeout= -o|--close -c|--command= -E|--conflict-exit-code= -F|--no-fork",
    style: "posix",
    run: runFlock,
  },
  {
    names: ["watch", "gwatch"],
    options:
      "-n|--interval= -d|--differences?= -t|--no-title -b|--beep -e|--errexit -g|--chgexit -c|--color -x|--exec -p|--precise -q=",
    style: "posix",
    run: (run) => joinedShell(run, run.operands),
  },
  {
    names: ["entr"],
    options: "-c -d -n -p -r -s -z",
    style: "posix",
    run: (run) => (run.has("s") ? joinedShell(run, run.operands) : run.command(run.operands, { external: true })),
  },
  {
    names: ["strace"],
    options:
      "-e= -o= -p= -s= -u= -E= -P= -a= -b= -I= -O= -S= -X= -f -c -C -d -h -i -k -n -q -r -t -T -v -V -w -x -y -z -Z",
    style: "posix",
    wraps: true,
    acts: [{ flag: "p", does: (run) => ({ kind: "system", action: "trace", object: textOf(run.value("p")) }) }],
  },
  {
    names: ["script"],
    options:
      "-a|--append -c|--command= -e|--return -f|--flush -q|--quiet -I|--log-in= -O|--log-out= -B|--log-io= -T|--log-timing= -m= -o= -E= -t?=",
    run: runScriptRecorder,
  },
  {
    names: ["xargs", "gxargs"],
    options:
      "-0|--null -a|--arg-file= -d|--delimiter= -E= -e?= -I= -i?= -J= -L|--max-lines= -l?= -n|--max-args= -o|--open-tty -P|--max-procs= -p|--interactive -r|--no-run-if-empty -s|--max-chars= -t|--verbose -x|--exit -R= -S= --replace?=",
    style: "posix",
    run: runXargs,
  },
  {
    names: ["parallel", "rush"],
    options:
      "-j|--jobs= -a|--arg-file= -d|--delimiter= -I= -n|-N= -L= -P= -S|--sshlogin= --colsep= -C= --joblog= --results= --tmpdir= --retries= --timeout= --delay= --load= -k|--keep-order -X -m -q -u --bar --eta --progress --dry-run --no-notice --will-cite --halt= --env= --tag --line-buffer --lb --pipe --block= -0|--null",
    style: "posix",
    dryRun: "dry-run",
    run: runParallel,
  },
  { names: ["busybox", "toybox"], options: "--list --list-full --install", style: "posix", wraps: true },
  {
    names: ["chroot"],
    options: "--userspec= --groups= --skip-chdir -u= -g= -n=",
    style: "posix",
    skip: 1,
    wraps: { where: "container" },
    acts: [{ does: { kind: "privilege", action: "namespace", object: "chroot" } }],
  },
  {
    names: ["unshare"],
    options:
      "-m|--mount?= -u|--uts?= -i|--ipc?= -n|--net?= -p|--pid?= -U|--user?= -C|--cgroup?= -T|--time?= -f|--fork -r|--map-root-user -R|--root= -w|--wd= -S|--setuid= -G|--setgid= --mount-proc?= --kill-child?= --propagation= --setgroups= --map-user= --map-group= --map-users= --map-groups= --map-auto -c|--map-current-user --keep-caps",
    style: "posix",
    wraps: true,
    acts: [{ does: { kind: "system", action: "namespace", object: "unshare" } }],
  },
  {
    names: ["nsenter"],
    options:
      "-a|--all -t|--target= -m|--mount?= -u|--uts?= -i|--ipc?= -n|--net?= -p|--pid?= -U|--user?= -C|--cgroup?= -T|--time?= -S|--setuid= -G|--setgid= -r|--root?= -w|--wd?= -W|--wdns= -F|--no-fork -e|--env -Z|--follow-context",
    style: "posix",
    wraps: { elevated: true },
    acts: [
      {
        does: (run) => ({
          kind: "system",
          action: run.value("t")?.text === "1" ? "container-escape" : "namespace",
          object: "nsenter",
        }),
      },
    ],
  },
  {
    names: ["systemd-run"],
    options:
      "-u|--unit= -p|--property= --description= --slice= -r|--remain-after-exit --uid= --gid= --nice= --working-directory= -E|--setenv= -t|--pty -P|--pipe -q|--quiet -G|--collect -S|--shell --user --scope --on-active= --on-boot= --on-calendar= --timer-property= --service-type= -H|--host= -M|--machine=",
    style: "posix",
    wraps: true,
    acts: [
      {
        flag: ["on-active", "on-boot", "on-calendar"],
        does: { kind: "persist", mechanism: "systemd", object: "transient timer", remove: false },
      },
    ],
  },
  {
    names: ["setpriv"],
    options:
      "--reuid= --regid= --init-groups --clear-groups --inh-caps= --ambient-caps= --bounding-set= --nnp --print --drop= --caps= --user= --uid= --gid=",
    style: "posix",
    run: (run) => (run.operands.length > 0 ? run.command(run.operands, { external: true }) : undefined),
  },
  { names: ["capsh"], options: "--print --drop= --caps= --user= --uid= --gid= --inh= --addamb=", run: runCapsh },
  {
    names: ["sg", "newgrp"],
    options: "-c=",
    run: (run) => {
      const code = run.value("c");
      return code === undefined ? fed(run, {}) : run.shell(code.text, { source: "inline", span: code.span });
    },
  },
  {
    names: ["arch"],
    options: "-arm64 -x86_64 -arch= -d= -e= -c",
    style: "single",
    run: (run) => (run.operands.length === 0 ? undefined : run.command(run.operands, { external: true })),
  },
  {
    names: ["hyperfine"],
    options:
      "-w|--warmup= -m|--min-runs= -M|--max-runs= -r|--runs= -p|--prepare= -s|--setup= -c|--cleanup= -P|--parameter-scan= -L|--parameter-list= -S|--shell= -n|--command-name= -i -N --export-json= --export-markdown= --export-csv= --style= --output= --input=",
    run: (run) =>
      run.operands
        .concat(run.values("p"), run.values("s"), run.values("c"))
        .reduce<Stream | undefined>(
          (_, field) => run.shell(field.text, { source: "inline", span: field.span }),
          undefined,
        ),
  },
  { names: ["tmux"], options: "-c= -f= -L= -S= -T= -2 -C -D -l -N -u -v", style: "posix", run: runTmux },
  {
    names: ["screen"],
    options: "-S= -p= -X -d -m -D -r -R -x -L -t= -c= -e= -h= -s= -T= -ls -list -wipe",
    style: "posix",
    run: runScreen,
  },
  {
    names: ["expect"],
    options: "-c= -d -D= -f= -i -n -b",
    run: (run) => {
      const script = run.value("c")?.text ?? (run.operands.length === 0 ? run.stdin.text : undefined);
      if (script === undefined) return undefined;
      for (const [, line = ""] of script.matchAll(/(?:^|[;\n{])\s*(?:spawn|exec|system)\s+(?:-noecho\s+)?([^;\n}]+)/g))
        run.shell(line, { source: "inline" });
      return run.code("expect", script, { source: "inline" });
    },
  },
  {
    names: ["concurrently"],
    options: "-n|--names= -c|--prefix-colors= -k|--kill-others -p|--prefix= -s|--success= -m|--max-processes=",
    run: (run) =>
      run.operands.reduce<Stream | undefined>(
        (_, field) => run.shell(field.text, { source: "inline", span: field.span }),
        undefined,
      ),
  },
];
