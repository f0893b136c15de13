import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import rules from "#rules";
import type { Verdict } from "../../src/model/decision.ts";
import { createMatcher } from "../../src/rules/match.ts";
import type { Example } from "../../src/rules/schema.ts";
import { judge } from "../rules/judge.ts";

/** One labelled call: `stop` must be asked or denied, `leave` must be neither. */
export interface Case {
  readonly area: string;
  readonly line: number;
  readonly example: Exclude<Example, string>;
  readonly expect: "stop" | "leave";
  readonly note: string;
}

export interface Judged extends Case {
  readonly verdict: Verdict;
  readonly rules: readonly string[];
  readonly right: boolean;
}

const folder = import.meta.dirname;

export function readCorpus(): readonly Case[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .sort()
    .flatMap((name) =>
      readFileSync(join(folder, name), "utf8")
        .split("\n")
        .map((text, index) => ({ text, line: index + 1 }))
        .filter(({ text }) => text.trim() !== "")
        .map(({ text, line }) => {
          const { expect, note = "", ...example } = JSON.parse(text);
          return { area: basename(name, ".jsonl"), line, example, expect, note };
        }),
    );
}

export function judgeCorpus(cases: readonly Case[]): readonly Judged[] {
  const matchers = [createMatcher(rules)];
  return cases.map((one) => {
    const { verdict, findings } = judge(one.example, matchers);
    const stopped = verdict === "ask" || verdict === "deny";
    return {
      ...one,
      verdict,
      rules: findings.map((finding) => finding.rule),
      right: stopped === (one.expect === "stop"),
    };
  });
}

/** Stopped, asked, left alone and wrong, by area. */
export function tally(judged: readonly Judged[]): readonly (readonly string[])[] {
  const areas = [...new Set(judged.map((one) => one.area))];
  const count = (area: string, test: (one: Judged) => boolean) =>
    String(judged.filter((one) => one.area === area && test(one)).length);
  return areas.map((area) => [
    area,
    count(area, (one) => one.expect === "stop"),
    count(area, (one) => one.expect === "stop" && one.verdict === "deny"),
    count(area, (one) => one.expect === "stop" && one.verdict === "ask"),
    count(area, (one) => one.expect === "stop" && !one.right),
    count(area, (one) => one.expect === "leave"),
    count(area, (one) => one.expect === "leave" && one.verdict === "allow"),
    count(area, (one) => one.expect === "leave" && one.verdict === "warn"),
    count(area, (one) => one.expect === "leave" && !one.right),
  ]);
}

export const HEADINGS = [
  "area",
  "to stop",
  "denied",
  "asked",
  "missed",
  "to leave",
  "silent",
  "warned",
  "false alarms",
];
