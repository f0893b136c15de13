import { chmodSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { CANARY_RULE } from "../../src/doctor/canary.ts";
import { claude } from "../../src/doctor/prove/clients/claude.ts";
import { judge, type Proof, prove, type Sighting } from "../../src/doctor/prove/prove.ts";
import { FAULTS, type Home, makeHome, put, setUp } from "./homes.ts";

const good: Sighting = {
  allowedRan: true,
  deniedRan: false,
  told: `denied [${CANARY_RULE}]`,
  recorded: true,
  trouble: undefined,
};

describe("what is concluded from a run", () => {
  it.each<[string, Partial<Sighting>, Proof["outcome"]]>([
    ["all as it should be", {}, "obeyed"],
    ["the client ends with an error afterwards", { trouble: "exit code 1" }, "obeyed"],
    ["the canary ran, unasked", { deniedRan: true, recorded: false, told: "" }, "not-obeyed"],
    ["the canary ran against the answer", { deniedRan: true }, "not-obeyed"],
    ["nothing ran at all", { allowedRan: false, told: undefined, recorded: false }, "not-tried"],
    ["the client itself refuses every command", { allowedRan: false }, "not-tried"],
    ["something else stopped the canary", { recorded: false, told: "refused" }, "not-tried"],
    ["the model was told another reason", { told: "refused" }, "not-tried"],
  ])("%s", (_, seen, outcome) => {
    expect(judge({ ...good, ...seen }).outcome).toBe(outcome);
  });
});

describe.skipIf(process.platform === "win32")(
  "a proof with a client that keeps to the rules",
  { timeout: 60_000 },
  () => {
    let home: Home | undefined;
    afterEach(() => home?.remove());

    const proof = async (spoil: (home: Home) => void) => {
      home = makeHome(scriptAt("main", "../../src/main.ts"));
      setUp.claude(home);
      spoil(home);
      const bin = join(home.path, "bin");
      script(join(bin, "claude"), "./stand-in.ts");
      const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: home.path };
      return prove(claude, { env, home: home.path, journal: join(home.path, ".clampd", "journal") });
    };

    it("says obeyed, names the version, and leaves nothing behind", async () => {
      const before = workspaces();
      expect(await proof(() => {})).toMatchObject({ outcome: "obeyed", version: "9.8.7" });
      expect(workspaces()).toEqual(before);
      const memory = join(home?.path ?? "", ".clampd", "state", "last-good");
      expect(existsSync(memory) ? readdirSync(memory) : []).toEqual([]);
    });

    it.each(FAULTS.filter(({ agent }) => agent === "claude"))("says NOT obeyed when $name", async ({ make }) => {
      expect((await proof(make)).outcome).toBe("not-obeyed");
    });

    it("says that it could not be tried when the client is not there", async () => {
      const result = await prove(claude, { env: { PATH: "/nonexistent" }, home: undefined, journal: undefined });
      expect(result).toMatchObject({ outcome: "not-tried", program: undefined });
    });
  },
);

const SCRIPTS = join(tmpdir(), `clampd-scripts-${process.pid}`);

/** A program that runs a source file with this Node, at a stable place for all tests of the file. */
function scriptAt(name: string, source: string): string {
  const file = join(SCRIPTS, name);
  script(file, source);
  return file;
}

function script(file: string, source: string): void {
  mkdirSync(join(file, ".."), { recursive: true });
  const path = fileURLToPath(new URL(source, import.meta.url));
  put(file, `#!/bin/sh\nexec '${process.execPath}' '${path}' "$@"\n`);
  chmodSync(file, 0o755);
}

function workspaces(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("clampd-doctor-"));
}
