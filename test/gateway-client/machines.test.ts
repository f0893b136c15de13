import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatState,
  heard,
  parseState,
  type Standing,
  standingOf,
  unknownState,
  type Word,
} from "../../src/gateway/agent-state.ts";
import { admit, BREAKER, type Breaker, CLOSED, failed, succeeded } from "../../src/gateway/breaker.ts";
import { coldDeadline, deadlineFor } from "../../src/gateway/requests.ts";
import { EventReader } from "../../src/gateway/sse.ts";
import { VerdictCache } from "../../src/gateway/verdict-cache.ts";

describe("the circuit breaker", () => {
  type Step = { readonly what: "call" | "success" | "failure"; readonly after: number };
  const steps = fc.array(
    fc.record({ what: fc.constantFrom("call", "success", "failure"), after: fc.nat(5_000) }) as fc.Arbitrary<Step>,
    { maxLength: 60 },
  );

  it("asks always after a success, and after enough failures not until its pause is over", () => {
    fc.assert(
      fc.property(steps, (plan) => {
        let breaker: Breaker = CLOSED;
        let now = 0;
        for (const { what, after } of plan) {
          now += after;
          if (what === "success") {
            breaker = succeeded(breaker);
            expect(admit(breaker, now).asks).toBe(true);
          } else if (what === "failure") breaker = failed(breaker, now);
          else {
            const before: Breaker = breaker;
            const { breaker: next, asks } = admit(before, now);
            expect(asks).toBe(before.state === "closed" || now >= before.until);
            // One probe at a time: the next call does not ask as well.
            if (asks && before.state !== "closed") expect(admit(next, now).asks).toBe(false);
            breaker = next;
          }
          if (breaker.state !== "closed") expect(breaker.pauseMs).toBeLessThanOrEqual(BREAKER.longestPauseMs);
        }
        // It never stays shut: a probe is let through in the end.
        expect(admit(breaker, now + BREAKER.longestPauseMs + BREAKER.probeMs).asks).toBe(true);
      }),
    );
  });

  it("opens after so many failures in a row, and doubles its pause with each probe that fails", () => {
    let breaker: Breaker = CLOSED;
    for (let i = 1; i < BREAKER.failures; i++) breaker = failed(breaker, 0);
    expect(admit(breaker, 0).asks).toBe(true);
    breaker = failed(breaker, 0);
    for (let pause: number = BREAKER.firstPauseMs, now = 0; ; pause = Math.min(pause * 2, BREAKER.longestPauseMs)) {
      expect(admit(breaker, now + pause - 1).asks).toBe(false);
      const probe = admit(breaker, now + pause);
      expect(probe.asks).toBe(true);
      now += pause;
      breaker = failed(probe.breaker, now);
      if (pause === BREAKER.longestPauseMs) break;
    }
  });
});

describe("kept answers", () => {
  const answer = (policyVersion: number | undefined) =>
    ({
      kind: "verdict",
      verdict: "allow",
      reason: undefined,
      instead: undefined,
      rules: [],
      requestId: undefined,
      policyVersion,
    }) as const;

  it("count only within their time and under the policy that they were made under", () => {
    type Step =
      | { readonly do: "policy"; readonly version: number | undefined }
      | { readonly do: "put"; readonly version: number | undefined; readonly life: number }
      | { readonly do: "get" | "clear" };
    const version = fc.option(fc.nat(2), { nil: undefined });
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ do: fc.constant("policy" as const), version }),
      fc.record({ do: fc.constant("put" as const), version, life: fc.nat(100) }),
      fc.record({ do: fc.constantFrom("get" as const, "clear" as const) }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat(60)), { maxLength: 40 }), (plan) => {
        const cache = new VerdictCache();
        let now = 0;
        let inForce: number | undefined;
        let kept: { readonly version: number; readonly until: number } | undefined;
        for (const [each, after] of plan) {
          now += after;
          if (each.do === "policy") {
            if (each.version !== inForce) kept = undefined;
            inForce = each.version;
            cache.underPolicy(each.version);
          } else if (each.do === "put") {
            cache.put("a", answer(each.version), now, each.life);
            if (inForce !== undefined && each.version === inForce && each.life > 0)
              kept = { version: inForce, until: now + each.life };
          } else if (each.do === "clear") {
            cache.clear();
            kept = undefined;
          } else {
            expect(cache.get("a", now) !== undefined).toBe(kept !== undefined && now < kept.until);
            expect(cache.get("b", now)).toBeUndefined();
          }
        }
      }),
    );
  });

  it("are bounded in number, the oldest go first", () => {
    const cache = new VerdictCache();
    cache.underPolicy(1);
    for (let i = 0; i < 1500; i++) cache.put(String(i), answer(1), 0, 10);
    expect(cache.get("0", 1)).toBeUndefined();
    expect(cache.get("1499", 1)).toBeDefined();
  });
});

describe("an agent's state", () => {
  const standing = fc.constantFrom<Standing>("active", "suspended", "killed");
  const told = fc.record({ kind: fc.constant("told" as const), standing });
  const bundle = fc.record({ kind: fc.constant("bundle" as const), standing, version: fc.integer({ min: 1, max: 9 }) });

  it("is never made milder by unsigned words where bundles are trusted", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(told, bundle), { maxLength: 20 }),
        fc.array(told, { maxLength: 20 }),
        (before, words) => {
          const first: Word = { kind: "bundle", standing: "active", version: 1 };
          const state = [first, ...before, { kind: "told", standing: "killed" } as const].reduce(
            heard,
            unknownState("a"),
          );
          expect(standingOf(words.reduce(heard, state)).standing).not.toBe("active");
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("a stop counts at once, whatever was said before", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(told, bundle), { maxLength: 20 }), (words) => {
        const state = words.reduce(heard, unknownState("a"));
        expect(standingOf(heard(state, { kind: "told", standing: "killed" })).standing).toBe("killed");
      }),
    );
  });

  it("an older bundle changes nothing", () => {
    fc.assert(
      fc.property(fc.array(bundle, { maxLength: 20 }), (words) => {
        const state = words.reduce(heard, unknownState("a"));
        const newest = words.reduce<(typeof words)[number] | undefined>(
          (best, each) => (best === undefined || each.version > best.version ? each : best),
          undefined,
        );
        expect(standingOf(state).standing).toBe(newest?.standing ?? "active");
      }),
    );
  });

  it.each<[string, readonly Word[], Standing]>([
    ["a kill, and active again without bundles", [say("killed"), say("active")], "active"],
    ["a kill, and active again by word alone", [signed("active", 1), say("killed"), say("active")], "killed"],
    [
      "a kill, a newer bundle, and a kill again: the word alone ends only the first",
      [signed("active", 1), say("killed"), signed("active", 2), say("killed"), say("active")],
      "killed",
    ],
    [
      "a kill, the word, then a newer bundle",
      [signed("active", 1), say("killed"), say("active"), signed("active", 2)],
      "active",
    ],
    [
      "a kill, a newer bundle, then the word",
      [signed("active", 1), say("killed"), signed("active", 2), say("active")],
      "active",
    ],
    [
      "a bundle that was on its way when the kill came, and no word",
      [signed("active", 1), say("killed"), signed("active", 2)],
      "killed",
    ],
    [
      "the newer bundle kills as well",
      [signed("active", 1), say("killed"), say("active"), signed("killed", 2)],
      "killed",
    ],
    ["killed by a bundle, and the word says active", [signed("killed", 1), say("active")], "killed"],
    ["killed by a bundle, and a newer one lets go", [signed("killed", 1), signed("active", 2)], "active"],
    ["suspended, then killed, then active", [say("suspended"), say("killed"), say("active")], "active"],
  ])("%s: %s", (_, words, expected) => {
    expect(standingOf(words.reduce(heard, unknownState("a"))).standing).toBe(expected);
  });

  it("is the same after it was written down and read", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(told, bundle), { maxLength: 10 }), (words) => {
        const state = words.reduce(heard, unknownState("a"));
        expect(parseState(formatState(state), "a")).toEqual(state);
        expect(parseState(formatState(state), "b")).toBeUndefined();
      }),
    );
  });

  it("is not read from anything else", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseState(text, "a")).toBeUndefined();
      }),
    );
  });

  function say(standing: Standing): Word {
    return { kind: "told", standing };
  }

  function signed(standing: Standing, version: number): Word {
    return { kind: "bundle", standing, version };
  }
});

describe("the stream's reader", () => {
  const line = fc.stringMatching(/^[a-z :{}"]{0,20}$/);
  const event = fc.record({
    event: fc.stringMatching(/^[a-z]{1,8}$/),
    data: fc.array(line, { minLength: 1, maxLength: 3 }),
  });
  const end = fc.constantFrom("\n", "\r\n", "\r");

  it("gives the same events wherever the text was cut", () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 5 }),
        end,
        fc.array(fc.nat(200), { maxLength: 8 }),
        (events, eol, cuts) => {
          const text = events
            .map(({ event: name, data }) =>
              [`: beat`, `event: ${name}`, ...data.map((each) => `data: ${each}`), "", ""].join(eol),
            )
            .join("");
          const whole = `${text}${eol}`;
          const places = [...new Set(cuts.map((at) => at % (whole.length + 1)))].sort((a, b) => a - b);
          const reader = new EventReader();
          const pieces = [0, ...places].map((from, i) => whole.slice(from, places[i] ?? whole.length));
          // A final "\r" waits for what may follow it.
          const found = [...pieces, ":x\n"].flatMap((piece) => reader.push(piece));
          expect(found.map(({ event: name, data }) => ({ event: name, data }))).toEqual(
            events.map(({ event: name, data }) => ({ event: name, data: data.join("\n") })),
          );
        },
      ),
    );
  });

  it("refuses an event without an end", () => {
    const reader = new EventReader();
    expect(() => {
      for (let i = 0; i < 100; i++) reader.push(`data: ${"x".repeat(10_000)}\n`);
    }).toThrow(RangeError);
  });
});

describe("the deadline", () => {
  const config = { deadlineMs: 100, waitMs: Number.POSITIVE_INFINITY };

  it.each([
    ["a call that is looked at when it comes", config, 1000, 1000, 0, 1090],
    ["one that waited a little", config, 1000, 1030, 0, 1090],
    ["one that waited long in a busy engine: half of it is left", config, 1000, 1500, 0, 1550],
    ["a shorter wait", { ...config, waitMs: 20 }, 1000, 1000, 0, 1020],
    ["a short deadline", { ...config, deadlineMs: 10 }, 1000, 1000, 0, 1008],
    ["one of a few, who need room for their answers", config, 1000, 1000, 3, 1087],
    ["one of 16", config, 1000, 1000, 15, 1075],
    ["one of a flood: no more room than for 16", config, 1000, 1000, 199, 1075],
    ["one of 16 that waited long: half of it is left", config, 1000, 1040, 15, 1090],
    ["one of 16 with a short deadline", { ...config, deadlineMs: 20 }, 1000, 1000, 15, 1013],
  ])("of %s", (_, settings, arrived, now, others, deadline) => {
    expect(deadlineFor(settings, arrived, now, others)).toBe(deadline);
  });

  it.each([
    ["at once", config, 20, 80],
    ["on a quiet machine", config, 45, 80],
    ["late", config, 70, 90],
    ["too late", config, 95, 115],
    ["for a shorter wait", { ...config, waitMs: 20 }, 45, 65],
    ["with a long deadline", { ...config, deadlineMs: 1000 }, 45, 980],
  ])("of a process of its own that asks %s", (_, settings, now, deadline) => {
    expect(coldDeadline(settings, now)).toBe(deadline);
  });
});
