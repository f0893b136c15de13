import { readFileSync } from "node:fs";
import { answerHook, freshPolicy } from "../../src/hook/hook.ts";
import { thisMachine } from "../../src/world/machine.ts";

// Answers the calls of a file of JSON in one process, straight from the sources: [{ stdin (base64), env }] in, answers out.
process.chdir("/");
const calls = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as {
  stdin: string;
  env: Record<string, string>;
}[];
const answers = [];
for (const { stdin, env } of calls) {
  const text = Buffer.from(stdin, "base64").toString("utf8");
  const context = { machine: thisMachine(env), now: Date.now(), elapsedUs: () => 0, loadPolicy: freshPolicy };
  const { exitCode, stdout, stderr } = await answerHook(text, context);
  answers.push({ status: exitCode, stdout, stderr });
}
process.stdout.write(JSON.stringify(answers));
