import type { Decision, Finding, Verdict } from "../model/decision.ts";
import { redact } from "../redact/redact.ts";

/** Clients show or store more, but one line under 400 characters is read to its end by people and models alike. */
export const REASON_LIMIT = 399;

const OPENING: Readonly<Record<Verdict, string>> = {
  deny: "denied",
  ask: "needs a person's yes",
  warn: "warning",
  allow: "no objection",
};

const CLOSING: Readonly<Record<Verdict, string>> = {
  deny: "The same result by another way is denied too",
  ask: "",
  warn: "",
  allow: "",
};

/**
 * What the agent and the person read: what the call does, which rule speaks, what to do instead, whom to ask.
 * One line, at most 399 characters, redacted, without control or direction characters. Empty where there is nothing to say.
 */
export function renderReason(decision: Decision, contact?: string | undefined): string {
  const verdict = decision.mode === "enforce" ? decision.verdict : decision.wouldBe;
  if (verdict === "allow") return "";
  const opening = `clampd-guard: ${OPENING[verdict]}`;
  const ask = contact === undefined || verdict === "warn" ? "" : `Questions: ${contact}`;
  if (decision.failure !== undefined) {
    const what = `${opening}, the call could not be checked (${decision.failure})`;
    const instead =
      verdict === "deny"
        ? "Send it once more in a plain form; if it stays, a person can look at `clampd-guard status`"
        : "";
    return sentence([what, instead, ask]);
  }
  const finding = decision.decisive?.finding;
  if (finding === undefined) return sentence([opening, ask]);
  const others = otherRules(decision, finding);
  const what = `${opening}, ${lowerFirst(finding.title)} [${[finding.rule, ...others].join(", ")}]`;
  const instead = finding.advice === "" ? "" : `Instead: ${finding.advice}`;
  const loses = finding.loses === "" ? "" : `What is at stake: ${finding.loses}`;
  return sentence([what, loses, instead, CLOSING[verdict], ask]);
}

/** Up to two more rules that came to the same verdict. */
function otherRules(decision: Decision, first: Finding): readonly string[] {
  const same = decision.judged.filter(
    (each) => each.verdict === decision.decisive?.verdict && each.mode === decision.decisive.mode,
  );
  return [...new Set(same.map((each) => each.finding.rule))].filter((rule) => rule !== first.rule).slice(0, 2);
}

/** Joins sentences. Where they are too long, those in the middle go first: what, instead and whom to ask matter most. */
function sentence(sentences: readonly string[]): string {
  const clean = sentences.map((each) => redact(oneLine(each))).filter((each) => each !== "");
  const whole = clean.map((each) => (/[.!?]$/.test(each) ? each : `${each}.`));
  const text = whole.join(" ");
  if (text.length <= REASON_LIMIT) return text;
  const shorter = whole.filter((each) => !each.startsWith("What is at stake"));
  return cut(shorter.join(" "), REASON_LIMIT);
}

/** Control, format (zero-width, direction, tag) and line-separator characters could hide or fake parts of the message. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\p{Cf}\p{Cs}\p{Co}\uFFFC]/gu, "")
    .replace(/ {2,}/g, " ")
    .trim();
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = limit - 1;
  const last = text.charCodeAt(end - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end)}…`;
}

function lowerFirst(text: string): string {
  // A title that begins with an abbreviation ("SQL …") keeps its capitals.
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
