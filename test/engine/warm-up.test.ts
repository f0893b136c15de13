import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { rehearse } from "../../src/engine/warm-up.ts";
import { EMPTY_LAYER } from "../../src/policy/layer.ts";
import { mergeLayers } from "../../src/policy/merge.ts";
import { thisMachine } from "../../src/world/machine.ts";

const home = mkdtempSync(join(tmpdir(), "clampd-warm-up-"));
afterEach(() => rmSync(home, { recursive: true }));

it("decides as a hook call does, all the way, and leaves nothing behind", () => {
  const policy = mergeLayers([{ layer: "user", file: "", config: { ...EMPTY_LAYER, mode: "enforce" } }]);
  expect(rehearse(thisMachine({ HOME: home }), policy)).toEqual(["allow", "deny", "allow", "allow"]);
  expect(readdirSync(home)).toEqual([]);
});
