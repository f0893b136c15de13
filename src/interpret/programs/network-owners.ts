import { DYNAMIC, type HostTarget } from "../../model/effect.ts";
import type { Taint } from "../shell/value.ts";

/** Variables whose value opens one company's service and no other's, with the words that its hosts have in their names. */
const OWNERS: readonly (readonly [variable: RegExp, host: RegExp])[] = [
  [/^AWS_/, /amazonaws|\baws\b/],
  [/^(?:GITHUB|GH)_/, /github|\bghe?\b|\bgit\b|azure/],
  [/^(?:NPM|NODE_AUTH)_/, /npm|registry|packages|pkg/],
  [/^STRIPE_/, /stripe/],
  [/^SLACK_/, /slack/],
  [/^ANTHROPIC_/, /anthropic|claude/],
  [/^TWILIO_/, /twilio/],
  [/^SENDGRID_/, /sendgrid/],
  [/^(?:HF|HUGGINGFACE)_/, /huggingface|\bhf\b/],
  [/^CLOUDFLARE_|^CF_API/, /cloudflare/],
  [/^(?:DIGITALOCEAN|DO)_/, /digitalocean/],
  [/^VERCEL_/, /vercel/],
  [/^NETLIFY_/, /netlify/],
];

/** It holds such a variable, and the host is not of that company, nor of one's own network. */
export function isStray(taint: Taint, target: HostTarget): boolean {
  if (/loopback|private|internal/.test(target.classes.join(" ")) || target.host.includes(DYNAMIC)) return false;
  const names = taint.secrets ?? [];
  return OWNERS.some(([variable, host]) => names.some((name) => variable.test(name)) && !host.test(target.host));
}

/**
 * Secret variables that go where they belong: to the service that they are named after, to a sign-in endpoint, or by a
 * name that says so. `STRIPE_KEY` at api.stripe.com is how that API is used.
 */
export function belongs(names: readonly string[], target: HostTarget): boolean {
  if (/(?:oauth|auth|login|token|session|sign-?in|sso)\b/i.test(target.url ?? target.host)) return true;
  const labels = target.host.split(".");
  const isNamed = (word: string) =>
    labels.some((label) => label === word || (word.length > 2 && label.length > 2 && label.includes(word)));
  return names.length > 0 && names.every((name) => name.toLowerCase().split("_").some(isNamed));
}
