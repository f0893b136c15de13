import type { FailMode, Profile, Severity, Verdict } from "../model/decision.ts";

/** What a finding of a severity comes to; catastrophic ones are "deny" under every profile. */
export const PROFILE_VERDICTS: Readonly<Record<Profile, Readonly<Record<Severity, Verdict>>>> = {
  permissive: { critical: "deny", high: "warn", medium: "allow", low: "allow" },
  balanced: { critical: "deny", high: "ask", medium: "warn", low: "allow" },
  strict: { critical: "deny", high: "deny", medium: "ask", low: "warn" },
};

/**
 * What an effect that could not be analysed comes to, by its reason. Reasons that are not listed (an unknown program, say)
 * are ordinary: they mean nothing unless a rule asks for them.
 */
export const UNANALYSED: Readonly<Record<FailMode, Readonly<Record<string, Verdict>>>> = {
  closed: {
    "limit-bytes": "deny",
    "limit-nodes": "deny",
    "limit-nesting": "deny",
    "malformed-input": "deny",
    "syntax-error": "ask",
    "content-cut": "warn",
  },
  open: {
    "limit-bytes": "warn",
    "limit-nodes": "warn",
    "limit-nesting": "warn",
    "malformed-input": "warn",
    "syntax-error": "warn",
    "content-cut": "warn",
  },
};
