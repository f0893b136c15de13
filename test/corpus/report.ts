import { table } from "../../src/cli/print.ts";
import { HEADINGS, judgeCorpus, readCorpus, tally } from "./corpus.ts";

// npm run corpus: the table of the labelled calls, and every one that is judged wrongly.
const judged = judgeCorpus(readCorpus());
process.stdout.write(`${table([HEADINGS, ...tally(judged)])}\n`);
const wrong = judged.filter((one) => !one.right);
for (const one of wrong)
  process.stdout.write(
    `${one.area}:${one.line} ${one.expect} but ${one.verdict} [${one.rules.join(" ")}] ${JSON.stringify(one.example)}\n`,
  );
process.exitCode = wrong.length === 0 ? 0 : 1;
