import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Root } from "../../src/bundle/format.ts";
import { type BundlePlan, newSigningKey, signBundle, signRoot } from "../../src/bundle/sign.ts";
import { selfSigned } from "../../src/bundle/verify.ts";

export const NOW = Date.parse("2027-03-01T12:00:00Z");
export const DAY = 24 * 60 * 60 * 1000;

/** One organisation's keys: made once, because making them is what takes time. */
export const KEYS = {
  root: newSigningKey(),
  bundle: newSigningKey(),
  next: newSigningKey(),
  stranger: newSigningKey(),
};

export const ROOT = signRoot(
  { version: 1, expires: NOW + 365 * DAY, rootKeys: [KEYS.root.publicKey], bundleKeys: [KEYS.bundle.publicKey] },
  [KEYS.root],
);
export const TRUSTED: Root = selfSigned(ROOT);

export const PACK = `
[pack]
id = "acme"
category = "git"
version = "1.0.0"
title = "Acme's own"

[[rule]]
id = "git.acme-release"
title = "Tags a release by hand"
loses = "the release's provenance"
severity = "critical"
maturity = "stable"
when = { effect = "execute", program = ["acme-release"] }
advice = "let the pipeline do it"
better = "git status"
[rule.examples]
stop = ["acme-release now", "acme-release --fast"]
leave = ["ls", "git status"]
`;

export function plan(more: Partial<BundlePlan> = {}): BundlePlan {
  return { version: 5, issued: NOW - DAY, expires: NOW + 30 * DAY, policy: { mode: "enforce" }, packs: [], ...more };
}

export function bundle(more: Partial<BundlePlan> = {}, keys = [KEYS.bundle], roots = [] as (typeof ROOT)[]): Buffer {
  return signBundle(plan(more), keys, roots);
}

export function newFolder(): string {
  return join(mkdtempSync(join(tmpdir(), "bundle-")), ".clampd", "bundle");
}
