import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROFILES } from "../../src/policy/order.ts";
import { step, type Target } from "../../src/policy/promote.ts";
import { applySplice } from "../../src/policy/splice.ts";
import { beforeEdit, rememberEdit } from "../../src/policy/write.ts";
import { anyConfig } from "./samples.ts";

const rule: Target = { kind: "rule", name: "fs.x" };

describe("a step", () => {
  it.each<[string, string | undefined, Target, "promote" | "demote", string | undefined]>([
    ["of a rule that nothing is said of", "{}", rule, "promote", "enforce"],
    ["of a rule that is off", '{"rules":{"fs.x":{"mode":"off"}}}', rule, "promote", "observe"],
    ["of a rule that is enforced", '{"rules":{"fs.x":{"mode":"enforce"}}}', rule, "promote", undefined],
    ["down", '{"rules":{"fs.x":{"mode":"enforce"}}}', rule, "demote", "observe"],
    ["down to nothing", '{"rules":{"fs.x":{"mode":"off"}}}', rule, "demote", undefined],
    ["to a profile", '{"profile":"permissive"}', { kind: "profile", name: "balanced" }, "promote", "balanced"],
    ["to a profile below", '{"profile":"strict"}', { kind: "profile", name: "balanced" }, "promote", undefined],
    ["down from a profile", '{"profile":"strict"}', { kind: "profile", name: "strict" }, "demote", "balanced"],
    ["in no file", undefined, { kind: "all", name: "all" }, "promote", "enforce"],
  ])("%s", (_name, text, target, direction, expected) => {
    const made = step(text, target, direction);
    expect(made?.to).toBe(expected);
    if (made !== undefined) expect(applySplice(text ?? "", made.splice)).toContain(`"${expected}"`);
  });
});

it("promote and then demote gives back every byte, in any layout", () => {
  const folder = mkdtempSync(join(tmpdir(), "promote-"));
  const targets = fc.constantFrom<Target>(
    rule,
    { kind: "rule", name: "git.force-push" },
    { kind: "category", name: "git" },
    { kind: "all", name: "all" },
    ...PROFILES.map((name): Target => ({ kind: "profile", name })),
  );
  const layouts = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.replaceAll("\n", "\r\n"),
    (text) => `\uFEFF${text}\n\n`,
    (text) => text.replace("{", "{ // {\n"),
    (text) => text.replace(/\}$/, "/* } */ }"),
  );
  let changed = 0;
  fc.assert(
    fc.property(anyConfig, fc.constantFrom(undefined, 2, "\t"), layouts, targets, (config, indent, layout, target) => {
      const text = layout(JSON.stringify(config, undefined, indent));
      const made = step(text, target, "promote");
      if (made === undefined) return;
      changed++;
      const name = `${target.kind} ${target.name}`;
      const after = applySplice(text, made.splice);
      rememberEdit(folder, { file: "/f", target: name, before: text, splice: made.splice });
      expect(beforeEdit(folder, "/f", name, after)).toEqual({ text });
      expect(beforeEdit(folder, "/f", name, `${after} `)).toBeUndefined();
      expect(beforeEdit(folder, "/f", "rule other", after)).toBeUndefined();
    }),
  );
  expect(changed).toBeGreaterThan(20);
});
