import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PolicyCache } from "../engine/policy-cache.ts";
import { type Result, selftest } from "../selftest/selftest.ts";
import { attacks, ordinary } from "../selftest/vectors.ts";
import { type Machine, thisMachine } from "../world/machine.ts";
import { CommandError, EXIT } from "./errors.ts";
import { saying } from "./gateway-options.ts";
import { print, printJson, style, table } from "./print.ts";
import type { Register } from "./register.ts";
import { testGateway } from "./test-gateway.ts";

interface Options {
  readonly category?: string;
  readonly json?: boolean;
  readonly exitOnFail?: boolean;
  readonly gateway?: string;
  readonly context?: string;
  readonly keyFile?: string;
}

export const registerTest: Register = (program, done) => {
  program
    .command("test")
    .option("--category <name>", "only attacks of this category")
    .option("--json", "as JSON")
    .option("--exit-on-fail", "exit code 1 where an attack is let through or everyday work is not silent")
    .option("--gateway <url>", "ask this gateway and not the policy of this machine, as a dry run")
    .option("--context <name>", "likewise, the gateway of this context")
    .option("--key-file <file>", "the key for it, from a file, or from stdin for -")
    .addHelpText("after", "\nExamples:\n  $ clampd-guard test\n  $ clampd-guard test --category secrets --json")
    .action(async (options: Options) => {
      const machine = thisMachine();
      const vectors = [...attacks(options.category), ...(options.category === undefined ? ordinary() : [])];
      if (vectors.length === 0)
        throw new CommandError(
          `there is no category \`${options.category}\`; clampd-guard rules list shows them`,
          EXIT.usage,
        );
      const results = await inWorkspace(machine, (cwd) => {
        if (options.gateway !== undefined || options.context !== undefined)
          return saying(() => testGateway(vectors, cwd, options));
        const policies = new PolicyCache();
        return selftest(vectors, cwd, { machine, now: Date.now(), loadPolicy: (places) => policies.load(places) });
      });
      const wrong = results.filter((result) => !result.right);
      if (options.json === true) printJson({ total: results.length, wrong: wrong.length, results });
      else print(report(results, wrong));
      done(options.exitOnFail === true && wrong.length > 0 ? EXIT.problem : EXIT.ok);
    });
};

/** The vectors run in an empty project below the home, so that relative paths have a workspace around them. */
async function inWorkspace<T>(machine: Machine, run: (cwd: string) => Promise<T>): Promise<T> {
  const base = machine.home ?? process.cwd();
  const folder = mkdtempSync(join(base, ".clampd-test-"));
  try {
    mkdirSync(join(folder, ".git"));
    writeFileSync(join(folder, ".git", "HEAD"), "ref: refs/heads/main\n");
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(results: readonly Result[], wrong: readonly Result[]): string {
  const categories = [...new Set(results.map((result) => result.category))];
  const count = (category: string, test: (result: Result) => boolean) =>
    String(results.filter((result) => result.category === category && test(result)).length);
  const rows = categories.map((category) => [
    category,
    count(category, () => true),
    count(category, (result) => result.verdict === "deny"),
    count(category, (result) => result.verdict === "ask"),
    count(category, (result) => result.verdict === "warn" || result.verdict === "allow"),
    count(category, (result) => !result.right),
  ]);
  const head = ["category", "calls", "stopped", "asked", "let through", "wrong"].map((text) => style("bold", text));
  const lines = [table([head, ...rows])];
  for (const result of wrong.slice(0, 50)) {
    const text = typeof result.example === "string" ? result.example : JSON.stringify(result.example);
    lines.push(
      `${style("red", result.expect === "stop" ? "let through" : result.verdict)}  ${result.rule || result.rules.join(" ")}  (${result.variation})  ${text.replaceAll("\n", "\\n").slice(0, 120)}`,
    );
  }
  if (wrong.length > 50) lines.push(`… and ${wrong.length - 50} more (--json has them all)`);
  return lines.join("\n");
}
