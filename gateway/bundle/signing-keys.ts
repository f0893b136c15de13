import { newSigningKey, signRoot } from "../../src/bundle/sign.ts";
import type { SigningKeys } from "../store/store.ts";

const DAY = 24 * 3600_000;
const ROOT_DAYS = 3650;

export function newSigningKeys(now: number): SigningKeys {
  const [root, bundle] = [newSigningKey(), newSigningKey()];
  const plan = {
    version: 1,
    expires: now + ROOT_DAYS * DAY,
    rootKeys: [root.publicKey],
    bundleKeys: [bundle.publicKey],
  };
  return { root, bundle, roots: [signRoot(plan, [root])] };
}

/** New keys for bundles and for the next root; the root that says so is signed with the old root's key, so that guards follow. */
export function rotateKeys(old: SigningKeys, now: number): SigningKeys {
  const [root, bundle] = [newSigningKey(), newSigningKey()];
  const plan = {
    version: old.roots.length + 1,
    expires: now + ROOT_DAYS * DAY,
    rootKeys: [root.publicKey],
    bundleKeys: [bundle.publicKey],
  };
  return { root, bundle, roots: [...old.roots, signRoot(plan, [old.root, root])] };
}
