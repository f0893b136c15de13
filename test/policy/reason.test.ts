import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../src/policy/decide.ts";
import { decideFailure } from "../../src/policy/failure.ts";
import { REASON_LIMIT, renderReason } from "../../src/policy/reason.ts";
import { finding, policyOf } from "./samples.ts";

const CONTEXT = { agent: "claude", workspace: [], now: 0 };
const enforce = policyOf({ user: { mode: "enforce" } });
const home = finding({
  rule: "fs.delete-home",
  title: "Deletes a home directory",
  severity: "critical",
  catastrophic: true,
  loses: "every file that the user owns",
  advice: "name the folders inside the workspace",
});

describe("renderReason", () => {
  it.each([
    [
      "a denial",
      [home],
      "clampd-guard: denied, deletes a home directory [fs.delete-home]. What is at stake: every file that the user owns. " +
        "Instead: name the folders inside the workspace. The same result by another way is denied too. Questions: ask #security.",
    ],
    [
      "a question",
      [finding()],
      "clampd-guard: needs a person's yes, deletes more than was meant [fs.delete-wide]. What is at stake: files. Instead: name the files. Questions: ask #security.",
    ],
    [
      "a warning",
      [finding({ severity: "medium" })],
      "clampd-guard: warning, deletes more than was meant [fs.delete-wide]. What is at stake: files. Instead: name the files.",
    ],
    ["nothing", [finding({ severity: "low" })], ""],
  ])("says %s", (_, findings, reason) => {
    expect(renderReason(decide(findings, [], enforce, CONTEXT), "ask #security")).toBe(reason);
  });

  it("names other rules of the same verdict", () => {
    const decision = decide(
      [finding({ rule: "b" }), finding({ rule: "a" }), finding({ rule: "c", severity: "medium" })],
      [],
      enforce,
      CONTEXT,
    );
    expect(renderReason(decision)).toContain("[a, b]");
  });

  it("keeps a title's abbreviation", () => {
    expect(renderReason(decide([finding({ title: "SQL without WHERE" })], [], enforce, CONTEXT))).toContain(
      "yes, SQL without WHERE",
    );
  });

  it("says what it would have said in observe", () => {
    expect(renderReason(decide([home], [], policyOf({}), CONTEXT))).toMatch(/^clampd-guard: denied/);
  });

  it("says that a call could not be checked", () => {
    expect(renderReason(decideFailure({ kind: "malformed-input", detail: "stdin is not JSON" }, enforce))).toMatch(
      /^clampd-guard: denied, the call could not be checked \(malformed-input: stdin is not JSON\)\./,
    );
  });

  it("drops what is at stake before what to do instead", () => {
    const long = finding({ loses: "x ".repeat(150).trim(), advice: "do it otherwise", severity: "critical" });
    const reason = renderReason(decide([long], [], enforce, CONTEXT), "ask me");
    expect(reason).toContain("Instead: do it otherwise.");
    expect(reason).toContain("Questions: ask me.");
  });

  it("is one short, clean line whatever the texts hold", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.constantFrom(
        "a\r\nb",
        "\u001b[31mred",
        "\u202Eevil",
        "\u2028x",
        "\u{E0041}tag",
        `Bearer ${"aB3dE5gH7jK9".repeat(4)}`,
        "🙂".repeat(300),
      ),
    );
    fc.assert(
      fc.property(nasty, nasty, nasty, nasty, (title, loses, advice, contact) => {
        const reason = renderReason(
          decide([finding({ title, loses, advice, severity: "critical" })], [], enforce, CONTEXT),
          contact,
        );
        expect(reason.length).toBeLessThanOrEqual(REASON_LIMIT);
        expect(reason).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(reason).not.toContain("aB3dE5gH7jK9");
      }),
    );
  });
});
