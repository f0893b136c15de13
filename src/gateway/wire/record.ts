import { z } from "zod";
import { WIRE } from "./limits.ts";
import { VERDICTS } from "./proxy.ts";

const name = z.string().max(WIRE.name);
const verdict = z.enum(VERDICTS);
const mode = z.enum(["off", "observe", "enforce"]);

// What a search needs is checked; fields that a newer guard adds are kept as they come.
const base = {
  v: z.literal(1),
  time: z.iso.datetime(),
  guard: name,
  agent: name,
  session: name.optional(),
  call: name.optional(),
  key: name,
  event: name,
  phase: name,
  tool: name,
  action: name,
  text: z.string().max(WIRE.text).optional(),
  cwd: z.string().max(WIRE.path).optional(),
};

const finding = z.looseObject({
  rule: name,
  category: name,
  severity: z.enum(["critical", "high", "medium", "low"]),
  verdict,
  mode,
});

/** A line of the journal as it travels (src/journal/schema.ts). */
export const journalRecord = z.discriminatedUnion("kind", [
  z.looseObject({
    ...base,
    kind: z.literal("decision"),
    verdict,
    wouldBe: verdict,
    mode,
    decisive: name.optional(),
    findings: z.array(finding).max(WIRE.findings),
  }),
  z.looseObject({ ...base, kind: z.literal("outcome"), ok: z.boolean(), verdict: verdict.optional() }),
]);
export type WireRecord = z.infer<typeof journalRecord>;
