import { opaqueStream } from "../shell/value.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Jobs that run later: crontab(1), at(1). */
export const SCHEDULES: readonly Program[] = [
  { names: ["crontab"], options: "-u= -l -r -e -i -s -x= -n -c -V -T=", run: runCrontab },
  {
    names: ["at", "batch"],
    options: "-q= -f= -t= -c= -d -r -l -m -M -V -v -b -k",
    commonWord: true,
    run: runAt,
  },
  { names: ["atrm"], acts: [{ does: { kind: "persist", mechanism: "at", object: "", remove: true } }] },
  { names: ["atq"] },
  {
    names: ["run-parts"],
    options: "--test --list -v --regex= -a= -u= --report",
    dryRun: ["test", "list"],
  },
];

function runCrontab(run: Invocation) {
  if (run.has("l", "V", "n", "T", "c")) return opaqueStream();
  const persist = (object: string, remove: boolean) =>
    run.emit({ kind: "persist", mechanism: "cron", object, remove, tags: run.has("u") ? ["other-user"] : [] });
  if (run.has("r")) persist("*", true);
  else if (run.has("e")) persist("edit", false);
  else {
    const file = run.operands[0];
    const stream = file === undefined || file.text === "-" ? run.stdin : run.readFile(run.path(file));
    if (file === undefined && run.stdin.empty) return undefined;
    persist(orEmpty(stream?.text?.slice(0, 200) ?? file?.text), false);
  }
  return undefined;
}

function runAt(run: Invocation) {
  if (run.has("l", "c", "V")) return opaqueStream();
  if (run.has("d", "r")) {
    run.emit({ kind: "persist", mechanism: "at", object: textOf(run.operands[0]), remove: true });
    return undefined;
  }
  if (run.name === "at" && run.operands.length === 0 && run.value("t") === undefined) return undefined;
  run.emit({
    kind: "persist",
    mechanism: "at",
    object: run.operands.map((field) => field.text).join(" "),
    remove: false,
  });
  const file = run.value("f");
  const code = file === undefined ? run.stdin : run.readFile(run.path(file));
  if (code?.text !== undefined) run.shell(code.text, { source: file === undefined ? "stdin" : "file", stream: code });
  return undefined;
}
