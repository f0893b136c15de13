import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Home, makeHome, put, setUp } from "../doctor/homes.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

vi.setConfig({ testTimeout: 60_000 }); // each doctor starts the guard a dozen times from its sources

interface Finding {
  readonly weight: "error" | "warning" | "note";
  readonly file?: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly fixable: boolean;
}

interface Facts {
  readonly checks: readonly { readonly check: string; readonly problems: readonly Finding[] }[];
  readonly repaired: readonly Finding[];
}

const programs = mkdtempSync(join(tmpdir(), "clampd-doctor-"));
const guard = join(programs, "guard");
put(guard, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
chmodSync(guard, 0o755);
afterAll(() => rmSync(programs, { recursive: true }));

let home: Home;
/** Claude Code's hooks, rightly installed: they start the guard's sources. */
beforeEach(() => {
  home = makeHome(guard);
  setUp.claude(home);
  put(inHome("bin/claude"), "#!/bin/sh\necho '2.1.329 (Claude Code)'\n");
  chmodSync(inHome("bin/claude"), 0o755);
  mkdirSync(join(home.path, "project"));
});
afterEach(() => home.remove());

const inHome = (name: string) => join(home.path, name);

function doctor(args: readonly string[], around: (command: readonly string[]) => readonly string[] = (each) => each) {
  const [file = "", ...rest] = around([process.execPath, MAIN, "doctor", ...args]);
  const env = { HOME: home.path, PATH: `${inHome("bin")}:/usr/bin:/bin`, NO_COLOR: "1" };
  return spawnSync(file, rest, { cwd: inHome("project"), env, encoding: "utf8" });
}

/** What was found, by check, and how it ended. */
function found(...run: Parameters<typeof doctor>): {
  status: number | null;
  problems: Record<string, readonly Finding[]>;
} {
  const { status, stdout, stderr } = doctor(["--json", ...run[0]], run[1]);
  expect(stderr).toBe("");
  const { checks } = JSON.parse(stdout) as Facts;
  const bad = checks.filter(({ problems }) => problems.length > 0);
  return { status, problems: Object.fromEntries(bad.map(({ check, problems }) => [check, problems])) };
}

it("ends with 0 where nothing is to be put right, and with 2 where it is called wrongly", () => {
  expect(found([])).toEqual({ status: 0, problems: {} });
  expect(doctor(["--fixx"]).status).toBe(2);
  expect(doctor(["--prove", "nobody"]).status).toBe(2);
});

it("with --fix puts right what harms nothing, and leaves the rest with what, why, fix and exit code 1", () => {
  const folder = inHome(".clampd");
  chmodSync(folder, 0o777);
  put(inHome(".clampd/guard.json"), { version: 1, mood: "enforce" });
  const { status, stdout } = doctor([]);
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /error: .*others than its owner may write it\n {4}they could change .*\n {4}→ chmod go-w .* \(or --fix\)/,
  );
  expect(statSync(folder).mode & 0o777).toBe(0o777);
  const mended = doctor(["--fix", "--json"]);
  expect(mended.status).toBe(1);
  const { repaired, checks } = JSON.parse(mended.stdout) as Facts;
  expect(repaired).toMatchObject([{ weight: "error", file: folder, fix: `chmod go-w ${folder}`, fixable: true }]);
  expect(statSync(folder).mode & 0o777).toBe(0o755);
  const left = checks.flatMap(({ check, problems }) => problems.map((each) => ({ check, ...each })));
  expect(left).toEqual([
    {
      check: "policy",
      weight: "warning",
      file: inHome(".clampd/guard.json"),
      what: expect.stringContaining("mood"),
      why: "what it says there does not count",
      fix: expect.stringContaining(`clampd-guard config check ${inHome(".clampd/guard.json")}`),
      fixable: false,
    },
  ]);
});

/** A disk of its own is mounted at the folder for the doctor alone. */
const onDisk = (size: string, folder: string) => (command: readonly string[]) => [
  ...["unshare", "--map-root-user", "--mount", "sh", "-ec"],
  'mount -t tmpfs -o "mode=700,size=$1" none "$2"; shift 2; exec "$@"',
  ...["sh", size, folder, ...command],
];
const canMount = spawnSync("unshare", ["--map-root-user", "--mount", "true"]).status === 0;

it.skipIf(!canMount)("says that the journal's disk is nearly full", () => {
  const folder = inHome(".clampd/journal");
  mkdirSync(folder);
  expect(found([], onDisk("128m", folder))).toEqual({ status: 0, problems: {} });
  const { status, problems } = found([], onDisk("64m", folder));
  expect({ status, problems }).toEqual({
    status: 1,
    problems: {
      journal: [
        {
          weight: "warning",
          file: folder,
          what: expect.stringMatching(/^6\d MB are left on its disk$/),
          why: "records are lost when the disk is full",
          fix: expect.stringMatching(/make room/),
          fixable: false,
        },
      ],
    },
  });
});
