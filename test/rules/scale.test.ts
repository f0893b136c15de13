import { describe, expect, test } from "vitest";
import type { Effect } from "../../src/model/effect.ts";
import { createMatcher } from "../../src/rules/match.ts";
import { base, context, deletes, sends, writes } from "./effects.ts";
import { exponent } from "./exponent.ts";
import { compileText } from "./pack.ts";

const providers = ["aws", "gcp", "azure", "kubernetes", "terraform"];

/** As many rules as a grown set of packs has, of the kinds that real ones are of. */
function manyRules(count: number) {
  const rows = (i: number): string => {
    switch (i % 5) {
      case 0:
        return `when = { effect = "cloud", provider = "${providers[i % providers.length]}", action = "delete", resource = "kind-${i}" }`;
      case 1:
        return `when = { effect = "system", action = "act-${i}", elevated = true }`;
      case 2:
        return `when = { effect = ["read", "write"], class = "class-${i}" }`;
      case 3:
        return `when = { flow = { from = { effect = "read", class = "class-${i}" }, to = { effect = "send", hostClass = "host-${i}" } } }`;
      default:
        return `when = { effect = "git", action = "act-${i}" }\nunless = { tags = "dry-run" }`;
    }
  };
  return createMatcher(compileText(Object.fromEntries(Array.from({ length: count }, (_, i) => [`x.r${i}`, rows(i)]))));
}

const call: readonly Effect[] = [
  deletes("/x"),
  writes("/x", { target: { raw: "/x", path: "/x", scope: "workspace", classes: ["class-2", "class-7"], glob: false } }),
  sends("h"),
  {
    kind: "cloud",
    provider: "aws",
    action: "delete",
    resource: "kind-5",
    name: "n",
    all: false,
    production: false,
    ...base,
  },
  { kind: "git", action: "act-4", object: "o", protected: false, tool: "git", ...base },
  { kind: "system", action: "act-1", object: "o", ...base },
];

test("1,000 rules take hardly more work than 300", () => {
  const units = [300, 1000].map((count) => {
    const work = { units: 0 };
    const found = manyRules(count).match(call, { ...context, work });
    expect(found.length).toBeGreaterThan(2);
    return work.units;
  });
  expect((units[1] ?? 0) / (units[0] ?? 1)).toBeLessThanOrEqual(1.3);
});

describe("work on text grows linearly", () => {
  const matcher = createMatcher(
    compileText(
      {
        "x.a": 'when = { effect = "text", text = { phrases = "phrases-a" } }',
        "x.b": 'when = { effect = "text", text = { pattern = "(?i)secret=\\\\w{9}", normalised = true } }',
        "x.c": 'when = { effect = "text", text = { pattern = "token [a-f]{8}" } }',
      },
      { "phrases-a": { phrases: ["ignore * all|any * rules", "ignor* * * them"] } },
    ),
  );
  test.each([
    ["words that begin a phrase", "ignore all "],
    ["letters to fold", "іgnоrе\u200B"],
    ["literals that begin a pattern", "token secret= "],
    ["one word", "a"],
  ])("%s", (_name, part) => {
    expect(
      exponent((n) => {
        const work = { units: 0 };
        const text = part.repeat(n);
        matcher.match([{ kind: "text", role: "prompt", key: "", text, ...base }], { ...context, work });
        return work.units;
      }),
    ).toBeLessThanOrEqual(1.2);
  });
});
