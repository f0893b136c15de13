import { expect, test } from "vitest";
import { judgeCorpus, readCorpus } from "./corpus.ts";

const judged = judgeCorpus(readCorpus());

test("the corpus has both kinds in every area", () => {
  for (const area of new Set(judged.map((one) => one.area))) {
    const kinds = new Set(judged.filter((one) => one.area === area).map((one) => one.expect));
    expect([...kinds].sort(), area).toEqual(["leave", "stop"]);
  }
});

test("every labelled call is stopped or left alone as its label says", () => {
  const wrong = judged.filter((one) => !one.right);
  expect(
    wrong.map(
      (one) =>
        `${one.area}:${one.line} ${one.expect} but ${one.verdict} [${one.rules.join(" ")}] ${JSON.stringify(one.example)}`,
    ),
  ).toEqual([]);
});
