import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keepBundle, pinRoot } from "../../src/bundle/keep.ts";
import { keptBundle } from "../../src/bundle/kept.ts";
import { bundleFile, bundlePlaces } from "../../src/bundle/places.ts";
import { signRoot } from "../../src/bundle/sign.ts";
import { readTrust } from "../../src/bundle/trust.ts";
import { fingerprint } from "../../src/bundle/verify.ts";
import { bundle, DAY, KEYS, NOW, newFolder, ROOT } from "./made.ts";

const url = "http://127.0.0.1:1";

function pinned(): string {
  const folder = newFolder();
  pinRoot(folder, ROOT, { url });
  return folder;
}

const version = (folder: string) => {
  const kept = keptBundle(folder);
  return kept.kind === "kept" ? kept.bundle.version : kept.kind;
};

describe("what is kept", () => {
  it("is the last bundle that was taken, under its sum, for the owner's eyes", () => {
    const folder = pinned();
    expect(version(folder)).toBe("absent");
    expect(keepBundle(folder, bundle({ version: 1 }), NOW, '"one"')).toMatchObject({ ok: true, isNew: true });
    expect(keepBundle(folder, bundle({ version: 1 }), NOW)).toMatchObject({ ok: true, isNew: false });
    expect(version(folder)).toBe(1);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
  });

  it("stays when what arrives fails any check", () => {
    const folder = pinned();
    keepBundle(folder, bundle({ version: 5, policy: { mode: "enforce" } }), NOW);
    const before = keptBundle(folder);
    const off = { mode: "off" };
    const good = bundle({ version: 6, policy: off });
    const bad: readonly (readonly [string, Buffer])[] = [
      ["older", bundle({ version: 4, policy: off })],
      ["replaced", bundle({ version: 5, policy: off })],
      ["expired", bundle({ version: 6, policy: off, expires: NOW })],
      ["signature", bundle({ version: 6, policy: off }, [KEYS.stranger])],
      ["malformed", good.subarray(0, good.length - 9)],
      ["unknown-field", Buffer.from(JSON.stringify({ ...JSON.parse(good.toString()), more: 1 }))],
      ["policy", bundle({ version: 6, policy: { mode: "none" } })],
    ];
    for (const [code, bytes] of bad) {
      expect(keepBundle(folder, bytes, NOW), code).toMatchObject({ ok: false, code });
      expect(keptBundle(folder)).toEqual(before);
    }
  });

  it("never becomes older, in whatever order bundles arrive", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }), (versions) => {
        const folder = pinned();
        let highest = 0;
        for (const each of versions) {
          keepBundle(folder, bundle({ version: each }), NOW);
          highest = Math.max(highest, each);
          expect(version(folder)).toBe(highest);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("is the one before where the file is damaged, and no loose word of the file counts", () => {
    const folder = pinned();
    keepBundle(folder, bundle({ version: 1 }), NOW);
    keepBundle(folder, bundle({ version: 2 }), NOW);
    const now = keptBundle(folder);
    const file = bundleFile(folder, now.kind === "kept" ? now.entry.sha256 : "");
    writeFileSync(file, bundle({ version: 2, policy: { mode: "off" } }));
    expect(keptBundle(folder)).toMatchObject({ kind: "kept", recalled: true, bundle: { version: 1 } });
    for (const name of readdirSync(folder)) if (/^[0-9a-f]{64}/.test(name)) writeFileSync(join(folder, name), "{}");
    expect(version(folder)).toBe("damaged");
    writeFileSync(bundlePlaces(folder).kept, "{");
    expect(version(folder)).toBe("damaged");
    // A new one repairs it.
    keepBundle(folder, bundle({ version: 3 }), NOW);
    expect(version(folder)).toBe(3);
  });

  it("keeps one bundle beside the one in force, and no more", () => {
    const folder = pinned();
    for (const each of [1, 2, 3, 4]) keepBundle(folder, bundle({ version: each }), NOW);
    expect(readdirSync(folder).filter((name) => /^[0-9a-f]{64}\.json$/.test(name))).toHaveLength(2);
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });
});

describe("trust", () => {
  it("begins with what was pinned and follows what that signed", () => {
    const folder = pinned();
    const next = signRoot(
      { version: 2, expires: NOW + 700 * DAY, rootKeys: [KEYS.root.publicKey], bundleKeys: [KEYS.next.publicKey] },
      [KEYS.root],
    );
    expect(keepBundle(folder, bundle({ version: 1 }, [KEYS.next], [ROOT, next]), NOW)).toMatchObject({ ok: true });
    expect(readTrust(folder)).toMatchObject({ pinned: fingerprint(ROOT), root: { version: 2 } });
    expect(keepBundle(folder, bundle({ version: 2 }, [KEYS.bundle]), NOW)).toMatchObject({ code: "signature" });
    expect(pinRoot(folder, ROOT, { url })).toMatchObject({ root: { version: 2 } });
  });

  it("is not given to another root unless that is said", () => {
    const folder = pinned();
    const other = signRoot(
      { version: 1, expires: NOW + DAY, rootKeys: [KEYS.stranger.publicKey], bundleKeys: [KEYS.stranger.publicKey] },
      [KEYS.stranger],
    );
    keepBundle(folder, bundle({ version: 7 }), NOW);
    expect(() => pinRoot(folder, other, { url })).toThrow("another root is trusted already");
    pinRoot(folder, other, { url, replace: true });
    expect(keepBundle(folder, bundle({ version: 8 }), NOW)).toMatchObject({ code: "signature" });
    expect(version(folder)).toBe(7);
    // What the old root's keys counted up to binds the new one's not.
    expect(keepBundle(folder, bundle({ version: 1 }, [KEYS.stranger]), NOW)).toMatchObject({ ok: true });
  });

  it("is none where there is none, or where its file was changed", () => {
    expect(() => keepBundle(newFolder(), bundle(), NOW)).toThrow("no root is trusted yet");
    const folder = pinned();
    const file = bundlePlaces(folder).root;
    const other = signRoot(
      { version: 1, expires: NOW + DAY, rootKeys: [KEYS.stranger.publicKey], bundleKeys: [KEYS.stranger.publicKey] },
      [KEYS.stranger],
    );
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), roots: [other] }));
    expect(() => keepBundle(folder, bundle({}, [KEYS.stranger]), NOW)).toThrow("not the one that was pinned");
  });
});
