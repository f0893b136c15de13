import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { killWhileCalling } from "./kill.ts";
import {
  bashCall,
  engineStatus,
  enginesOf,
  full,
  guard,
  journal,
  newHome,
  removeHome,
  run,
  warmUp,
} from "./program.ts";

const isRoot = process.getuid?.() === 0;
const canMount = isRoot && spawnSync("unshare", ["-m", "true"]).status === 0;

async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 300 && !what(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(what()).toBe(true);
}

describe.runIf(process.platform === "linux" && existsSync(full))("the engine", { timeout: 60_000 }, () => {
  let home = "";
  const runFolder = () => join(home, ".clampd", "run");
  const call = (command = "rm -rf ~") => run(guard, [], bashCall(home, command), { HOME: home });
  const denied = { status: 2, stderr: expect.stringContaining("clampd-guard") };

  beforeEach(() => {
    home = newHome();
  });
  afterEach(() => removeHome(home));

  it("is started once by eight calls at once, in a folder of its user's own", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => call()));
    for (const answer of answers) expect(answer).toMatchObject(denied);
    await warmUp(home);
    expect(enginesOf(home)).toHaveLength(1);
    expect(statSync(runFolder()).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(runFolder())) expect(statSync(join(runFolder(), name)).mode & 0o077).toBe(0);
    expect(readdirSync(runFolder()).filter((name) => !/^engine(-[0-9a-f]{16}\.(lock|sock)|\.log)$/.test(name))).toEqual(
      [],
    );
  });

  it("answers, says how it is, stops, and starts again", async () => {
    const { calls } = await warmUp(home);
    expect(await call()).toMatchObject(denied);
    expect(engineStatus(home).engines[0]?.state?.calls).toBe(calls + 1);
    expect((await run(guard, ["engine", "stop"], "", { HOME: home })).stdout).toBe("stopped\n");
    expect(enginesOf(home)).toEqual([]);
    expect((await run(guard, ["engine", "stop"], "", { HOME: home })).stdout).toBe("no engine runs\n");
    expect(await call()).toMatchObject(denied);
    await until(() => engineStatus(home).engines.length === 1);
    expect((await run(guard, ["engine", "restart"], "", { HOME: home })).stdout).toBe("started\n");
    await until(() => engineStatus(home).engines[0]?.state !== undefined);
  });

  it("is replaced after kill -9, and its stale socket and lock are no hindrance", async () => {
    const { pid } = await warmUp(home);
    process.kill(pid, "SIGKILL");
    expect(await call()).toMatchObject(denied);
    const next = await warmUp(home);
    expect(next.pid).not.toBe(pid);
  });

  it("leaves when it is idle", async () => {
    const ended = await run(guard, ["engine", "run", "--idle", "0.002"], "", { HOME: home });
    expect(ended.stdout).toBe("idle\n");
    expect(readdirSync(runFolder())).toEqual(["engine.log"]);
  });

  it("answers on when its user's home has been removed, and leaves", async () => {
    await warmUp(home);
    rmSync(home, { recursive: true });
    expect((await call()).status).not.toBeNull();
    rmSync(home, { recursive: true, force: true });
    await until(() => enginesOf(home).length === 0);
  });

  it("takes no folder of another user's", async () => {
    if (!isRoot) return;
    mkdirSync(runFolder(), { recursive: true });
    spawnSync("chown", ["12345", runFolder()]);
    const ended = await run(guard, ["engine", "run"], "", { HOME: home });
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringContaining("belongs to another user") });
  });

  it("keeps its log below two megabytes", async () => {
    mkdirSync(runFolder(), { recursive: true });
    appendFileSync(join(runFolder(), "engine.log"), "x".repeat(1024 * 1024 + 1));
    await warmUp(home);
    expect(statSync(join(runFolder(), "engine.log")).size).toBeLessThan(10_000);
    expect(statSync(join(runFolder(), "engine.log.1")).size).toBe(1024 * 1024 + 1);
  });

  it("obeys a policy from the moment it is written", async () => {
    const file = join(home, ".clampd", "guard.json");
    await warmUp(home);
    for (const mode of ["observe", "enforce", "observe", "enforce"]) {
      writeFileSync(file, JSON.stringify({ version: 1, mode }));
      expect((await call()).status).toBe(mode === "enforce" ? 2 : 0);
    }
    writeFileSync(join(home, "other"), JSON.stringify({ version: 1, mode: "observe" }));
    renameSync(join(home, "other"), file);
    expect((await call()).status).toBe(0);
  });

  it("of another version runs beside it, and leaves when its program is replaced", async () => {
    const other = mkdtempSync(join(tmpdir(), "clampd-other-"));
    const [launcher, program] = [join(other, "clampd-guard"), join(other, "clampd-guard-full")];
    try {
      // Another build, for all that the two can know of each other: other names in the launcher and in the program.
      const { build } = engineStatus(home);
      const renamed = (file: string) =>
        Buffer.from(readFileSync(file, "latin1").replaceAll(build, "f".repeat(16)), "latin1");
      writeFileSync(launcher, renamed(guard), { mode: 0o755 });
      writeFileSync(program, renamed(full), { mode: 0o755 });
      await warmUp(home);
      for (let i = 0; i < 3; i++)
        expect(await run(launcher, [], bashCall(home, "rm -rf ~"), { HOME: home })).toMatchObject(denied);
      await until(() => engineStatus(home).engines.every(({ state }) => state !== undefined));
      expect(engineStatus(home).engines).toHaveLength(2);
      cpSync(full, `${program}.new`);
      renameSync(`${program}.new`, program);
      await until(() => engineStatus(home).engines.length === 1);
      expect(engineStatus(home).engines[0]?.own).toBe(true);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it("that is killed again and again costs no answer and no record", async () => {
    const { wrong, lost, back, kills } = await killWhileCalling(600, 250);
    expect({ wrong, lost, back }).toEqual({ wrong: [], lost: [], back: 1 });
    expect(kills).toBeGreaterThan(2);
  }, 120_000);
});

describe.runIf(process.platform === "linux" && existsSync(full))(
  "where there is no room for an engine",
  { timeout: 60_000 },
  () => {
    let home = "";
    beforeEach(() => {
      home = newHome();
    });
    afterEach(() => removeHome(home));

    /** Twice, because the first call would start an engine for the second. */
    async function decidesTwice(command: readonly string[]): Promise<readonly (number | null)[]> {
      const [program = "", ...args] = command;
      const call = bashCall(home, "rm -rf ~");
      const first = await run(program, args, call, { HOME: home });
      return [first.status, (await run(program, args, call, { HOME: home })).status];
    }

    const mounted = (options: string, prepare: string) => [
      "unshare",
      "-m",
      "/bin/sh",
      "-c",
      `cp -r ${home}/. /tmp/.clampd-copy-$$ && mount -t tmpfs ${options} tmpfs ${home} && cp -r /tmp/.clampd-copy-$$/. ${home} && rm -r /tmp/.clampd-copy-$$; ${prepare}; exec ${guard}`,
    ];

    it.runIf(canMount)("the calls are decided: a home that is read-only", async () => {
      expect(await decidesTwice(mounted("", `mount -o remount,ro ${home}`))).toEqual([2, 2]);
      expect(enginesOf(home)).toEqual([]);
    });

    it.runIf(canMount)("the calls are decided: a disk that is full", async () => {
      const fill = `head -c 10000000 /dev/zero > ${home}/filler 2>/dev/null`;
      expect(await decidesTwice(mounted("-o size=256k", fill))).toEqual([2, 2]);
    });

    it.each([["/dev/null"], ["/proc/self"], ["/nonexistent/home"]])(
      "the calls are decided: HOME is %s",
      async (place) => {
        const ended = await run(guard, [], bashCall(home, "ls"), { HOME: place });
        expect(ended.status).toBe(0);
        expect(ended.stderr).toContain("a record could not be written");
      },
    );

    it("the calls are decided: all descriptors but three are used up, and the limit can be raised", async () => {
      expect(await decidesTwice(["/bin/sh", "-c", `ulimit -S -n 3; exec ${guard}`])).toEqual([2, 2]);
      await warmUp(home);
      expect(await decidesTwice(["/bin/sh", "-c", `ulimit -n 4; exec ${guard}`])).toEqual([2, 2]);
    });

    it("the hook fails, and says no yes: no descriptor can be had at all", async () => {
      const ended = await run("/bin/sh", ["-c", `ulimit -n 3; exec ${guard}`], bashCall(home, "rm -rf ~"), {
        HOME: home,
      });
      expect(ended.status).not.toBe(0);
      expect(ended.stdout).toBe("");
      expect(existsSync(join(home, ".clampd", "journal")) ? journal(home) : []).toEqual([]);
    });
  },
);
