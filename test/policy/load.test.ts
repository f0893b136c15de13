import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { loadPolicy } from "../../src/policy/load.ts";
import { type PolicyPlaces, policyPlaces } from "../../src/policy/places.ts";

let root: string;
let places: PolicyPlaces & { readonly managed: string; readonly user: string; readonly memory: string };
let project: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "policy-")));
  project = join(root, "work/.clampd/guard.json");
  places = {
    managed: join(root, "etc/clampd/guard.json"),
    user: join(root, "home/.clampd/guard.json"),
    projects: [project],
    memory: join(root, "home/.clampd/state"),
    trust: { uid: statSync(root).uid, top: root },
  };
});

function put(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o644 });
}

function brief() {
  const { mode, profile, failMode, problems, sources } = loadPolicy(places, "0.2.0");
  return {
    mode: `${mode.value} ${mode.layer}`,
    profile: profile.value,
    failMode: failMode.value,
    problems: problems.map((each) => `${each.layer} ${each.kind}`),
    states: sources.map((each) => each.state),
  };
}

describe("files that are there and right", () => {
  it("needs none", () => {
    expect(brief()).toEqual({
      mode: "observe builtin",
      profile: "balanced",
      failMode: "open",
      problems: [],
      states: ["absent", "absent", "absent"],
    });
  });

  it("merges all three", () => {
    put(places.managed, { mode: "observe" });
    put(places.user, `\uFEFF${JSON.stringify({ mode: "enforce" })}`);
    put(project, { profile: "strict" });
    expect(brief()).toEqual({
      mode: "enforce user",
      profile: "strict",
      failMode: "closed",
      problems: [],
      states: ["read", "read", "read"],
    });
  });

  it("takes comments for blanks", () => {
    put(places.user, '// why: see the wiki\n{ /* soon */ "mode": "enforce", "contact": "https://help.test/*" } // end');
    expect(brief()).toMatchObject({ mode: "enforce user", problems: [], states: ["absent", "read", "absent"] });
    expect(loadPolicy(places).contact?.value).toBe("https://help.test/*");
  });

  it("reports keys that occur twice with different values, in whatever spelling", () => {
    put(places.user, '{"mode":"enforce","m\\u006fde":"observe","rules":{"fs.x":{"mode":"off"},"fs.x":{"mode":"off"}}}');
    expect(brief()).toMatchObject({ mode: "observe user", problems: ["user repeated"] });
  });

  it("reports unknown keys and goes on", () => {
    put(places.user, { mode: "enforce", colour: "red" });
    expect(brief()).toMatchObject({ mode: "enforce user", problems: ["user unknown"] });
  });

  it("says that it is too old for a file", () => {
    put(places.managed, { minimumVersion: "0.3.0" });
    expect(brief().problems).toEqual(["managed version"]);
  });

  it("keeps a project from redirecting, exempting and speaking", () => {
    put(project, { gateway_url: "https://evil.test", exemptions: [{ rule: "a", reason: "b" }], contact: "obey me" });
    const policy = loadPolicy(places);
    expect(policy).toMatchObject({ gateway: {}, exemptions: [], contact: undefined });
    expect(policy.problems.map((each) => each.kind)).toEqual(["ignored", "ignored", "ignored"]);
  });

  it("locks what the managed file locks", () => {
    put(places.managed, { locks: ["mode"] });
    put(places.user, { mode: "off", profile: "strict" });
    expect(brief()).toMatchObject({ mode: "observe builtin", profile: "strict", problems: ["user locked"] });
  });
});

describe("the managed file", () => {
  it.each([
    ["the file can be written by all", () => chmodSync(places.managed, 0o666)],
    ["the file can be written by the group", () => chmodSync(places.managed, 0o664)],
    ["its folder can be written by others", () => chmodSync(dirname(places.managed), 0o777)],
    ["a folder above can be written by others", () => chmodSync(join(root, "etc"), 0o775)],
  ])("is refused where %s, and then only tightens", (_, spoil) => {
    put(places.managed, {
      mode: "off",
      exemptions: [{ rule: "a", reason: "b" }],
      contact: "obey me",
      profile: "strict",
    });
    spoil();
    const policy = loadPolicy(places);
    expect(policy).toMatchObject({
      mode: { value: "observe" },
      profile: { value: "strict" },
      exemptions: [],
      contact: undefined,
    });
    expect(brief()).toMatchObject({ states: ["refused", "absent", "absent"] });
    expect(policy.problems[0]).toMatchObject({ layer: "managed", kind: "refused" });
  });

  it("is refused where it belongs to somebody else", () => {
    put(places.managed, { mode: "off" });
    places = { ...places, trust: { uid: 4242, top: root } };
    expect(brief()).toMatchObject({ mode: "observe builtin", problems: ["managed refused"] });
  });

  it("is refused where a link leads to a folder that others can write", () => {
    put(join(root, "open/guard.json"), { mode: "off" });
    chmodSync(join(root, "open"), 0o777);
    mkdirSync(dirname(places.managed), { recursive: true });
    symlinkSync(join(root, "open/guard.json"), places.managed);
    expect(brief().states[0]).toBe("refused");
  });

  it("may be a link into a trusted folder", () => {
    put(join(root, "store/guard.json"), { mode: "enforce" });
    mkdirSync(dirname(places.managed), { recursive: true });
    symlinkSync(join(root, "store/guard.json"), places.managed);
    expect(brief()).toMatchObject({ mode: "enforce managed", problems: [] });
  });

  it("does not lose its say to damaged files below it", () => {
    put(places.managed, { mode: "enforce", failMode: "closed" });
    put(places.user, "{");
    put(project, "]");
    expect(brief()).toMatchObject({
      mode: "enforce managed",
      failMode: "closed",
      problems: ["user damaged", "project damaged"],
    });
  });
});

const DAMAGE: readonly (readonly [string, string])[] = [
  ["cut short", '{"mode":"enforce",'],
  ["empty", ""],
  ["a list", "[]"],
  ["text", "mode: enforce"],
  ["binary", "\u0000\uFFFD\u0001"],
  ["with conflict marks", '<<<<<<< HEAD\n{"mode":"observe"}\n'],
  ["too large", `{"mode":"off","contact":"${"x".repeat(300_000)}"}`],
];

describe("a damaged file", () => {
  it.each(DAMAGE)("%s: its last good copy counts", (_, text) => {
    put(places.user, { mode: "enforce", profile: "strict", failMode: "open", api_key: "hunter2" });
    brief();
    put(places.user, text);
    expect(brief()).toMatchObject({
      mode: "enforce user",
      profile: "strict",
      failMode: "open",
      problems: ["user damaged"],
      states: ["absent", "recalled", "absent"],
    });
  });

  it.each(DAMAGE)("%s: without a copy enforce is assumed", (_, text) => {
    put(places.user, text);
    expect(brief()).toMatchObject({
      mode: "enforce user",
      failMode: "closed",
      problems: ["user damaged"],
      states: ["absent", "assumed", "absent"],
    });
  });

  it.each(DAMAGE)("%s, of a project: never loosens", (_, text) => {
    put(project, text);
    expect(brief()).toMatchObject({ mode: "enforce project", problems: ["project damaged"] });
  });

  it("is remembered without secrets, for its owner only, and written once", () => {
    put(places.user, { mode: "enforce", api_key: "hunter2", secret: "hunter3" });
    brief();
    const folder = join(places.memory, "last-good");
    const [name = ""] = readdirSync(folder);
    const copy = join(folder, name);
    expect(readFileSync(copy, "utf8")).not.toMatch(/hunter/);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const { ino } = statSync(copy);
    brief();
    expect(statSync(copy).ino).toBe(ino);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("still names the gateway, without the keys to it", () => {
    put(places.user, { gateway: { url: "https://gw.test", when_unreachable: "closed" }, secret: "hunter3" });
    brief();
    put(places.user, "{");
    const { gateway } = loadPolicy(places);
    expect(gateway.gateway_url?.value).toBe("https://gw.test");
    expect(gateway.when_unreachable?.value.default).toBe("closed");
    expect(gateway.secret).toBeUndefined();
  });

  it("keeps no password of the gateway's address", () => {
    put(places.user, { gateway: { url: "https://me:hunter2@gw.test" } });
    brief();
    put(places.user, "{");
    expect(loadPolicy(places).gateway.gateway_url).toBeUndefined();
  });

  it.each([
    [{ gateway: { url: "gw.test" } }, "gateway_url", "http://unreadable.invalid"],
    [{ gateway: { ask: "some" } }, "ask", "all"],
    [{ gateway: { content: "everything" } }, "content", "withheld"],
    [{ gateway: { when_unreachable: "alow" } }, "when_unreachable", { default: "closed", categories: {}, rules: {} }],
  ] as const)("%j: what the gateway's key cannot say counts as the strictest", (file, key, value) => {
    put(places.user, file);
    expect(loadPolicy(places).gateway[key]?.value).toEqual(value);
  });

  it("observes where the last good copy observed", () => {
    put(places.user, { mode: "observe" });
    brief();
    put(places.user, "{");
    expect(brief()).toMatchObject({ mode: "observe user", problems: ["user damaged"] });
  });

  it("is not remembered, and enforces, where the state folder cannot be made", () => {
    put(join(root, "home/.clampd/state"), "a file in its place");
    put(places.user, { mode: "observe" });
    expect(brief()).toMatchObject({ mode: "observe user", problems: [] });
    put(places.user, "{");
    expect(brief().mode).toBe("enforce user");
  });

  it.skipIf(process.platform === "win32")("that is a pipe does not hang", () => {
    mkdirSync(dirname(project), { recursive: true });
    execFileSync("mkfifo", [project]);
    expect(brief()).toMatchObject({ mode: "enforce project", problems: ["project damaged"] });
  });

  it("that is a folder is damaged", () => {
    mkdirSync(project, { recursive: true });
    expect(brief().problems).toEqual(["project damaged"]);
  });
});

describe("a wrong key", () => {
  it.each<readonly [string, object, object, object]>([
    ["mode without a copy", {}, { mode: "enforced" }, { mode: "enforce user" }],
    ["mode with a copy", { mode: "observe" }, { mode: "enforced" }, { mode: "observe user" }],
    ["fail mode", {}, { mode: "enforce", failMode: 1 }, { failMode: "closed" }],
    ["the older fail mode", {}, { mode: "enforce", fail_open: "yes" }, { failMode: "closed" }],
    ["profile without a copy", {}, { profile: "medium" }, { profile: "strict" }],
    ["profile with a copy", { profile: "permissive" }, { profile: "medium" }, { profile: "permissive" }],
    ["all rules", {}, { rules: 5 }, { mode: "enforce user" }],
  ])("%s", (_, good, bad, expected) => {
    if (Object.keys(good).length > 0) {
      put(places.user, good);
      brief();
    }
    put(places.user, bad);
    expect(brief()).toMatchObject({ ...expected, problems: ["user wrong"] });
  });

  it("of a rule counts as its strictest for that rule alone", () => {
    put(places.user, { mode: "observe", rules: { "fs.x": { mode: "of" }, "fs.y": { severity: 3 } } });
    const policy = loadPolicy(places);
    expect(policy.mode.value).toBe("observe");
    expect(policy.layers[0]?.rules).toEqual({ "fs.x": { mode: "enforce" }, "fs.y": { severity: "critical" } });
  });

  it("drops an exemption that it is part of", () => {
    put(places.user, {
      exemptions: [
        { rule: "fs.x", reason: "r", path: 5 },
        { rule: "fs.y", reason: "r" },
      ],
    });
    expect(loadPolicy(places).exemptions.map((each) => each.value.rule)).toEqual(["fs.y"]);
  });
});

describe("policyPlaces", () => {
  it("knows each platform's places, whatever the environment says", () => {
    expect(policyPlaces("linux", "/home/me", ["/w"])).toMatchObject({
      managed: "/etc/clampd/guard.json",
      user: "/home/me/.clampd/guard.json",
      projects: ["/w/.clampd/guard.json"],
    });
    expect(policyPlaces("darwin", undefined, [])).toMatchObject({
      managed: "/Library/Application Support/clampd/guard.json",
      user: undefined,
    });
    expect(policyPlaces("win32", "C:\\Users\\me", [])).toMatchObject({
      managed: "C:\\ProgramData\\clampd\\guard.json",
      user: "C:\\Users\\me\\.clampd\\guard.json",
      trust: undefined,
    });
  });

  it("does not read the user's file as a project's", () => {
    expect(policyPlaces("linux", "/home/me", ["/home/me", "/w", "/w"]).projects).toEqual(["/w/.clampd/guard.json"]);
  });

  it("leaves no trace where no file is", () => {
    brief();
    expect(existsSync(join(root, "home"))).toBe(false);
  });
});
