import { mkdirSync, mkdtempSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { keepBundle, pinRoot } from "../../src/bundle/keep.ts";
import { keptBundle } from "../../src/bundle/kept.ts";
import { bundleFile } from "../../src/bundle/places.ts";
import type { BundlePlan } from "../../src/bundle/sign.ts";
import { fingerprint } from "../../src/bundle/verify.ts";
import { PolicyCache } from "../../src/engine/policy-cache.ts";
import { answerHook, freshPolicy } from "../../src/hook/hook.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import type { PolicyPlaces } from "../../src/policy/places.ts";
import { thisMachine } from "../../src/world/machine.ts";
import { bundle, DAY, NOW, PACK, ROOT } from "./made.ts";

const AT = Date.now();

interface Home {
  readonly home: string;
  readonly folder: string;
  readonly places: PolicyPlaces;
  readonly keep: (more: Partial<BundlePlan>) => void;
  readonly write: (layer: "managed" | "user" | "project", content: object) => void;
}

function newHome(): Home {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "bundled-")));
  const folder = join(home, ".clampd", "bundle");
  const files = {
    managed: join(home, "etc", "guard.json"),
    user: join(home, ".clampd", "guard.json"),
    project: join(home, "project", ".clampd", "guard.json"),
  };
  pinRoot(folder, ROOT, { url: "http://127.0.0.1:1" });
  return {
    home,
    folder,
    places: {
      managed: files.managed,
      bundles: [folder],
      user: files.user,
      projects: [files.project],
      memory: undefined,
      trust: { uid: statSync(home).uid, top: home },
    },
    keep: (more) => {
      const kept = keepBundle(folder, bundle({ expires: NOW + 30 * DAY, ...more }), AT);
      if (!kept.ok) throw new Error(kept.message);
    },
    write: (layer, content) => {
      mkdirSync(dirname(files[layer]), { recursive: true, mode: 0o755 });
      writeFileSync(files[layer], JSON.stringify(content), { mode: 0o644 });
    },
  };
}

const modes = ({ places }: Home) => {
  const { mode, problems } = loadPolicy(places);
  return [mode.value, mode.layer, ...problems.map(({ kind }) => kind)];
};

describe("a bundle in force", () => {
  it("stands between the managed file and the user's", () => {
    const home = newHome();
    expect(modes(home)).toEqual(["observe", "builtin"]);
    home.keep({ version: 1, policy: { mode: "enforce", profile: "strict" } });
    home.write("user", { mode: "observe", profile: "permissive" });
    expect(modes(home)).toEqual(["enforce", "bundle"]);
    expect(loadPolicy(home.places)).toMatchObject({
      profile: { value: "strict", layer: "bundle" },
      bundles: [{ version: 1, packs: 0 }],
    });
    home.keep({ version: 2, policy: { mode: "off" } });
    home.write("managed", { mode: "enforce" });
    expect(modes(home)).toEqual(["enforce", "managed"]);
  });

  it("locks what lower layers say, and cannot send the guard to another gateway", () => {
    const home = newHome();
    home.keep({ version: 1, policy: { locks: ["contact"], gateway_url: "https://elsewhere.example", contact: "us" } });
    home.write("user", { contact: "me", gateway_url: "https://ours.example", bundle_root: "0".repeat(64) });
    const { contact, gateway, problems } = loadPolicy(home.places);
    expect([contact, gateway.gateway_url?.value]).toEqual([{ value: "us", layer: "bundle" }, "https://ours.example"]);
    expect(problems.map(({ layer, kind }) => `${layer} ${kind}`).sort()).toEqual([
      "bundle ignored",
      "user ignored",
      "user locked",
    ]);
  });

  it("that is not from the root which the managed file names only tightens", () => {
    const home = newHome();
    home.keep({ version: 1, policy: { mode: "off", exemptions: [{ rule: "git.force-push", reason: "known" }] } });
    home.write("managed", { bundle_root: fingerprint(ROOT) });
    expect(modes(home)).toEqual(["off", "bundle"]);
    home.write("managed", { bundle_root: "1".repeat(64) });
    expect(modes(home).slice(0, 3)).toEqual(["observe", "builtin", "refused"]);
    home.write("managed", { bundle_root: "no fingerprint" });
    expect(modes(home)).toContain("refused");
    home.keep({ version: 2, policy: { mode: "enforce" } });
    expect(modes(home)[0]).toBe("enforce");
  });

  it("stays in force when it has expired, and when nothing but damage is left it is read as the strictest", () => {
    const home = newHome();
    home.keep({ version: 1, policy: { mode: "off" } });
    expect(modes(home)).toEqual(["off", "bundle"]); // the policy asks no clock
    const kept = keptBundle(home.folder);
    writeFileSync(bundleFile(home.folder, kept.kind === "kept" ? kept.entry.sha256 : ""), "damaged");
    expect(modes(home)).toEqual(["enforce", "bundle", "damaged"]);
  });

  it("of another account's home, where HOME was moved, only tightens", () => {
    const [moved, account] = [newHome(), newHome()];
    const places = { ...moved.places, bundles: [moved.folder, account.folder] };
    account.keep({ version: 1, policy: { mode: "off" } });
    expect(loadPolicy(places).mode.value).toBe("observe");
    account.keep({ version: 2, policy: { mode: "enforce" } });
    expect(loadPolicy(places).mode.value).toBe("enforce");
  });

  it("is read anew as soon as another one is kept", () => {
    const home = newHome();
    const cache = new PolicyCache();
    expect(cache.load(home.places).mode.value).toBe("observe");
    home.keep({ version: 1, policy: { mode: "enforce" } });
    expect(cache.load(home.places).mode.value).toBe("enforce");
    home.keep({ version: 2, policy: { mode: "off" } });
    expect(cache.load(home.places).mode.value).toBe("off");
    expect(cache.load(home.places)).toBe(cache.load(home.places));
  });
});

describe("a bundle's packs", () => {
  const call = (command: string, home: string) =>
    JSON.stringify({
      session_id: "s",
      transcript_path: `${home}/.claude/t.jsonl`,
      cwd: home,
      hook_event_name: "PreToolUse",
      tool_name: "Bash",
      tool_input: { command },
    });

  it("decide like the guard's own, until a bundle without them arrives", async () => {
    const home = newHome();
    const machine = { ...thisMachine({ HOME: home.home, PATH: "" }), accountHome: home.home };
    const context = { machine, now: AT, elapsedUs: () => 0, loadPolicy: freshPolicy };
    const answer = async (command: string) => (await answerHook(call(command, home.home), context)).stdout;
    expect(await answer("acme-release now")).toBe("");
    home.keep({ version: 1, policy: { mode: "enforce" }, packs: [{ name: "acme", toml: PACK }] });
    expect(await answer("acme-release now")).toContain("git.acme-release");
    expect(await answer("ls")).toBe("");
    home.keep({ version: 2, policy: { mode: "enforce" } });
    expect(await answer("acme-release now")).toBe("");
  });
});
