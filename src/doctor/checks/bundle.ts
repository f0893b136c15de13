import { bundlePlaces } from "../../bundle/places.ts";
import { bundleState } from "../../bundle/state.ts";
import { placesFor } from "../../world/machine.ts";
import type { Check, Problem } from "../check.ts";

const SOON_MS = 30 * 24 * 60 * 60 * 1000;

/** A bundle that is too old stays in force, so somebody has to hear of it. */
export const bundle: Check = {
  id: "bundle",
  title: "the signed bundle is whole and not too old",
  look: ({ around: { machine, now } }) =>
    (placesFor(machine, []).bundles ?? []).flatMap((folder) => problemsOf(folder, now)),
};

function problemsOf(folder: string, now: number): readonly Problem[] {
  const { kept, root } = bundlePlaces(folder);
  const { bundle, trust } = bundleState(folder);
  const found: Problem[] = [];
  const fetch = "see that the gateway can be reached: the engine fetches a new one by itself";
  if (bundle.kind === "damaged")
    found.push({
      weight: "error",
      file: kept,
      what: bundle.problem,
      why: "enforce is assumed in its place, and its rule packs are not in force",
      fix: fetch,
    });
  if (bundle.kind === "kept" && bundle.recalled)
    found.push({
      weight: "warning",
      file: kept,
      what: `the newest bundle's file is damaged, version ${bundle.version} counts in its place`,
      why: "what the newest one changed is not in force",
      fix: fetch,
    });
  if (bundle.kind === "kept" && bundle.expires <= now)
    found.push({
      weight: "warning",
      file: kept,
      what: `bundle version ${bundle.version} expired on ${day(bundle.expires)}`,
      why: "it stays in force, but nobody has renewed it: what was changed since, or who was killed, is not known here",
      fix: fetch,
    });
  if (trust !== undefined && "message" in trust)
    found.push({
      weight: "error",
      file: root,
      what: trust.message,
      why: "no new bundle is taken until it is put right",
      fix: "clampd-guard connect URL --replace-root, after comparing the fingerprint",
    });
  else if (trust !== undefined && trust.expires <= now + SOON_MS)
    found.push({
      weight: trust.expires <= now ? "error" : "warning",
      file: root,
      what: `the root of trust ${trust.expires <= now ? "expired" : "expires"} on ${day(trust.expires)}`,
      why: "from then on no new bundle is taken",
      fix: "have the next root signed; it travels with the next bundle",
    });
  return found;
}

function day(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
