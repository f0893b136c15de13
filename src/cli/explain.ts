import { createInterface } from "node:readline";
import { decodeIncoming } from "../../hooks/index.ts";
import { PolicyCache } from "../engine/policy-cache.ts";
import { explain, explanation } from "../explain/explain.ts";
import { readRequest } from "../explain/request.ts";
import { showCheck } from "../explain/show.ts";
import { freshPolicy } from "../hook/hook.ts";
import { readStdin } from "../hook/stdin.ts";
import type { ToolCall } from "../model/toolcall.ts";
import type { PolicyPlaces } from "../policy/places.ts";
import { thisMachine } from "../world/machine.ts";
import { CommandError, EXIT } from "./errors.ts";
import { print, printJson } from "./print.ts";
import type { Register } from "./register.ts";

interface Options {
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly cwd?: string;
  readonly shell?: string;
}

const HELP = `
Decides as under enforce, with the policy in force; nothing is run and nothing is recorded.

Examples:
  $ clampd-guard explain 'rm -rf "$DIR"/*'        a shell command
  $ clampd-guard explain < payload.json           a hook's payload as an agent writes it, or {"tool": …, "input": …}
  $ clampd-guard explain --jsonl < calls.jsonl    many: {"id","command","cwd"} or {"id","tool","input","cwd","agent"} per line,
                                                  one {"id","decision","findings","effects"} per line out, in order

Exit code 0 whatever the decision is, 2 where the input is no call.`;

export const registerExplain: Register = (program, done) => {
  program
    .command("explain")
    .argument("[command...]", "a shell command; without it a payload is read from stdin")
    .option("--json", "as JSON")
    .option("--jsonl", "one request per line on stdin, one answer per line")
    .option("--cwd <folder>", "where the call starts (default: here)")
    .option("--shell <shell>", "bash, zsh, powershell or cmd", "bash")
    .addHelpText("after", HELP)
    .action(async (words: readonly string[], options: Options) => {
      if (options.jsonl === true) return done(await explainLines(options));
      const call =
        words.length > 0
          ? readRequest({ command: words.join(" "), shell: options.shell }, cwdOf(options)).call
          : payloadCall(readStdin(), options);
      const result = await explain(call, { machine: thisMachine(), now: Date.now(), loadPolicy: freshPolicy });
      if (options.json === true) printJson(explanation(result));
      else print(showCheck(result));
      return undefined;
    });
};

function cwdOf(options: Options): string {
  return options.cwd ?? process.cwd();
}

/** A hook's payload in any agent's dialect, or a request. */
function payloadCall(text: string, options: Options): ToolCall {
  const incoming = decodeIncoming(text, process.env);
  if (incoming.kind === "call" && incoming.dialect !== "unknown") return incoming.call;
  try {
    return readRequest(JSON.parse(text), cwdOf(options)).call;
  } catch (error) {
    const why =
      incoming.kind === "bad" ? incoming.problem : error instanceof Error ? error.message : "it carries no tool call";
    throw new CommandError(`stdin holds no call: ${why}`, EXIT.usage);
  }
}

async function explainLines(options: Options): Promise<number> {
  const policies = new PolicyCache();
  const context = {
    machine: thisMachine(),
    now: Date.now(),
    loadPolicy: (places: PolicyPlaces) => policies.load(places),
  };
  let exitCode: number = EXIT.ok;
  let number = 0;
  let pending: string[] = [];
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === "") continue;
    try {
      const request = readRequest(JSON.parse(line), cwdOf(options));
      pending.push(JSON.stringify({ id: request.id, ...explanation(await explain(request.call, context)) }));
    } catch (error) {
      exitCode = EXIT.problem;
      pending.push(
        JSON.stringify({ id: null, line: number, error: error instanceof Error ? error.message : String(error) }),
      );
    }
    if (pending.length >= 256) {
      print(pending.join("\n"));
      pending = [];
    }
  }
  if (pending.length > 0) print(pending.join("\n"));
  return exitCode;
}
