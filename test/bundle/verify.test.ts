import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUNDLE_LIMITS, type Envelope } from "../../src/bundle/format.ts";
import { addSignature, newSigningKey, type RootPlan, signBundle, signRoot } from "../../src/bundle/sign.ts";
import { type Last, selfSigned, verifyBundle } from "../../src/bundle/verify.ts";
import { bundle, DAY, KEYS, NOW, PACK, plan, ROOT, TRUSTED } from "./made.ts";

const verify = (bytes: Buffer, last?: Last, now = NOW) => verifyBundle(bytes, TRUSTED, last, now);
const code = (bytes: Buffer, last?: Last, now = NOW) => {
  const found = verify(bytes, last, now);
  return found.ok ? "ok" : found.code;
};
const lastOf = (bytes: Buffer): Last => {
  const found = verify(bytes);
  if (!found.ok) throw new Error(found.message);
  return found.last;
};
/** The same envelope around other bytes. */
const resealed = (bytes: Buffer, change: (payload: Record<string, unknown>) => unknown): Buffer => {
  const file = JSON.parse(bytes.toString());
  const payload = change(JSON.parse(Buffer.from(file.signed, "base64").toString()));
  return Buffer.from(JSON.stringify({ ...file, signed: Buffer.from(JSON.stringify(payload)).toString("base64") }));
};
const nextRoot = (more: Partial<RootPlan> = {}, keys = [KEYS.root]) =>
  signRoot(
    {
      version: 2,
      expires: NOW + 700 * DAY,
      rootKeys: [KEYS.root.publicKey],
      bundleKeys: [KEYS.next.publicKey],
      ...more,
    },
    keys,
  );

describe("a bundle", () => {
  it("that is signed by the root's key is taken, with all that it holds", () => {
    const agents = { killed: ["00000000-0000-4000-8000-000000000001"], suspended: [] };
    const found = verify(bundle({ packs: [{ name: "acme", toml: PACK }], agents }));
    expect(found).toMatchObject({
      ok: true,
      bundle: { version: 5, policy: { mode: "enforce" }, packs: [{ name: "acme", toml: PACK }], agents },
    });
  });

  it("of which any byte was changed is never taken for another", () => {
    const bytes = bundle({ packs: [{ name: "acme", toml: PACK }] });
    const genuine = verify(bytes);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        const found = verify(changed);
        // White space outside of what is signed may change; what comes out may not.
        if (found.ok) expect(found.bundle).toEqual(genuine.ok && genuine.bundle);
      }),
      { numRuns: 400 },
    );
  });

  it("whose content was changed under its signature is refused", () => {
    const bytes = bundle({ policy: { mode: "enforce" } });
    expect(code(resealed(bytes, (payload) => ({ ...payload, policy: { mode: "off" } })))).toBe("signature");
    expect(code(resealed(bytes, (payload) => ({ ...payload, version: 6 })))).toBe("signature");
  });

  it("that was cut short anywhere is refused", () => {
    const bytes = bundle();
    fc.assert(fc.property(fc.nat(bytes.length - 2), (length) => !verify(bytes.subarray(0, length)).ok));
  });

  it("that is older than the one in force, or another under its version, is refused", () => {
    const last = lastOf(bundle({ version: 5 }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), (version) => {
        expect(code(bundle({ version, policy: { mode: "off" } }), last)).toBe(
          version < 5 ? "older" : version === 5 ? "replaced" : "ok",
        );
      }),
    );
    expect(code(bundle({ version: 5 }), last)).toBe("ok");
  });

  it("that has expired is refused from its very end on", () => {
    const expires = NOW + 30 * DAY;
    expect(code(bundle({ expires }), undefined, expires - 1)).toBe("ok");
    expect(code(bundle({ expires }), undefined, expires)).toBe("expired");
  });

  it("that another key signed is refused, also under the id of the right one", () => {
    expect(code(bundle({}, [KEYS.stranger]))).toBe("signature");
    expect(code(bundle({}, [{ ...KEYS.stranger, id: KEYS.bundle.id }]))).toBe("signature");
    expect(code(bundle({}, []))).toBe("signature");
    expect(code(bundle({}, [KEYS.root]))).toBe("signature"); // trusted, but not for bundles
  });

  it("cannot borrow the signature of a root, even where one key signs both", () => {
    const both = newSigningKey();
    const root = signRoot(
      { version: 1, expires: NOW + DAY, rootKeys: [both.publicKey], bundleKeys: [both.publicKey] },
      [both],
    );
    expect(verifyBundle(Buffer.from(JSON.stringify(root)), selfSigned(root), undefined, NOW)).toMatchObject({
      code: "signature",
    });
  });

  it("with a field that this version does not know is refused, wherever it is", () => {
    const bytes = bundle({ packs: [{ name: "acme", toml: PACK }] });
    const signed = (value: object) => {
      const payload = Buffer.from(JSON.stringify(value)).toString("base64");
      return Buffer.from(JSON.stringify(addSignature({ signed: payload, signatures: [] }, "bundle", KEYS.bundle)));
    };
    const payload = JSON.parse(Buffer.from(JSON.parse(bytes.toString()).signed, "base64").toString());
    expect(code(signed(payload))).toBe("ok");
    const name = fc.string({ minLength: 1 }).filter((each) => !(each in payload) && each !== "__proto__");
    fc.assert(fc.property(name, (key) => code(signed({ ...payload, [key]: 1 })) === "unknown-field"));
    expect(code(signed({ ...payload, agents: { ...payload.agents, spared: [] } }))).toBe("unknown-field");
    expect(code(signed({ ...payload, packs: [{ ...payload.packs[0], when: 1 }] }))).toBe("unknown-field");
    expect(code(Buffer.from(JSON.stringify({ ...JSON.parse(bytes.toString()), key: 1 })))).toBe("unknown-field");
    expect(code(signed({ ...payload, format: 2 }))).toBe("malformed");
  });

  it("with a policy that cannot be read is refused; what its policy says beyond this version is left to the policy", () => {
    expect(code(bundle({ policy: { mode: "enforced" } }))).toBe("policy");
    expect(code(bundle({ policy: { mode: "enforce", aKeyOfLater: 1 } }))).toBe("ok");
  });

  it("with a pack that is not what its sum says is refused", () => {
    const file = JSON.parse(bundle({ packs: [{ name: "acme", toml: PACK }] }).toString());
    const payload = JSON.parse(Buffer.from(file.signed, "base64").toString());
    payload.packs[0].toml = PACK.replace("critical", "low");
    const signed = Buffer.from(JSON.stringify(payload)).toString("base64");
    const bytes = Buffer.from(JSON.stringify(addSignature({ signed, signatures: [] }, "bundle", KEYS.bundle)));
    expect(code(bytes)).toBe("pack");
  });

  it("larger than a bundle may be is refused before it is read", () => {
    expect(code(Buffer.alloc(BUNDLE_LIMITS.file + 1, 0x20))).toBe("too-large");
  });

  it("made of anything at all never throws", () => {
    const shape = fc.record(
      { signed: fc.oneof(fc.base64String(), fc.json()), signatures: fc.jsonValue(), roots: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), shape), (value) => !verify(Buffer.from(JSON.stringify(value))).ok));
    fc.assert(fc.property(fc.uint8Array(), (bytes) => !verify(Buffer.from(bytes)).ok));
  });
});

describe("a rotated key", () => {
  const old = bundle({ version: 5 });
  const fresh = (version: number, roots: Envelope[]) => bundle({ version }, [KEYS.next], roots);

  it("is taken where the old root signed the new one, and the old key is not any more", () => {
    const root = nextRoot();
    const found = verify(fresh(6, [root]), lastOf(old));
    expect(found).toMatchObject({ ok: true, root: { version: 2 }, newRoots: [root] });
    expect(code(bundle({ version: 6 }, [KEYS.bundle], [root]), lastOf(old))).toBe("signature");
  });

  it("is refused where the new root is not signed by the old, nor by itself, or is not the next", () => {
    expect(code(fresh(6, []), lastOf(old))).toBe("signature");
    expect(code(fresh(6, [nextRoot({}, [KEYS.stranger])]), lastOf(old))).toBe("root");
    expect(code(fresh(6, [nextRoot({ rootKeys: [KEYS.next.publicKey] }, [KEYS.next])]), lastOf(old))).toBe("root");
    expect(code(fresh(6, [nextRoot({ rootKeys: [KEYS.next.publicKey] }, [KEYS.root])]), lastOf(old))).toBe("root");
    expect(code(fresh(6, [nextRoot({ rootKeys: [KEYS.next.publicKey] }, [KEYS.root, KEYS.next])]), lastOf(old))).toBe(
      "ok",
    );
    expect(code(fresh(6, [nextRoot({ version: 3 })]), lastOf(old))).toBe("root");
  });

  it("is followed over several roots, and the way back is not", () => {
    const [second, third] = [nextRoot(), nextRoot({ version: 3, bundleKeys: [KEYS.bundle.publicKey] })];
    expect(code(bundle({ version: 6 }, [KEYS.bundle], [ROOT, second, third]), lastOf(old))).toBe("ok");
    const newest = selfSigned(third);
    expect(verifyBundle(fresh(7, [second]), newest, undefined, NOW)).toMatchObject({ code: "signature" });
  });

  it("frees from a version that a stolen key has set", () => {
    const stolen = lastOf(bundle({ version: Number.MAX_SAFE_INTEGER }));
    expect(code(bundle({ version: 6 }), stolen)).toBe("older");
    expect(code(fresh(6, [nextRoot()]), stolen)).toBe("ok");
  });

  it("must be in time: a root that has expired accepts nothing", () => {
    const end = TRUSTED.expires;
    expect(code(bundle({ expires: end + DAY }), undefined, end)).toBe("root-expired");
    expect(code(bundle({ expires: end + DAY }, [KEYS.next], [nextRoot()]), undefined, end)).toBe("ok");
  });
});

describe("a threshold", () => {
  const [a, b] = [newSigningKey(), newSigningKey()];
  const root = signRoot(
    {
      version: 1,
      expires: NOW + DAY,
      rootKeys: [KEYS.root.publicKey],
      bundleKeys: [a.publicKey, b.publicKey],
      bundleThreshold: 2,
    },
    [KEYS.root],
  );
  const two = (bytes: Buffer) => verifyBundle(bytes, selfSigned(root), undefined, NOW).ok;

  it("counts different keys, not signatures", () => {
    expect(two(signBundle(plan(), [a]))).toBe(false);
    expect(two(signBundle(plan(), [a, a]))).toBe(false);
    expect(two(signBundle(plan(), [a, KEYS.stranger]))).toBe(false);
    expect(two(signBundle(plan(), [a, b]))).toBe(true);
    const first = JSON.parse(signBundle(plan(), [a]).toString());
    expect(two(Buffer.from(JSON.stringify(addSignature(first, "bundle", b))))).toBe(true);
  });
});
