import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compile } from "./compile.ts";
import { launch, writeFullProgram } from "./launch.ts";

describe.runIf(process.platform !== "win32")("the launcher hands over to the full program", () => {
  const home = mkdtempSync(join(tmpdir(), "clampd-surroundings-"));
  const program = join(home, "clampd-guard");
  let ready = false;

  beforeAll(() => {
    ready = compile(program, { compiler: "cc", flags: ["-O2", "-static"] });
    writeFullProgram(home, '#!/bin/sh\necho "$@"\nenv\n');
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it.each([
    ["LD_PRELOAD", "/missing.so"],
    ["LD_LIBRARY_PATH", "/missing"],
    ["LD_AUDIT", "/missing.so"],
    ["NODE_OPTIONS", "--require /missing"],
    ["NODE_REPL_EXTERNAL_MODULE", "/missing"],
    ["NODE_CHANNEL_FD", "x"],
    ["NODE_EXTRA_CA_CERTS", "/missing"],
    ["OPENSSL_CONF", "/missing"],
    ["GLIBC_TUNABLES", "glibc.malloc.check=3"],
    ["BASH_ENV", "/missing"],
    ["UV_THREADPOOL_SIZE", "1"],
  ])("without %s", async (name, value) => {
    if (!ready) return;
    for (const command of [[program], [program, "status"]]) {
      const ended = await launch(command, { home, env: { [name]: value, KEPT: "1" } });
      expect(ended).toMatchObject({ status: 0, stderr: "" });
      expect(ended.stdout).toContain("KEPT=1");
      expect(ended.stdout).not.toContain(`${name}=`);
    }
  });

  it("with its arguments as they are", async () => {
    if (!ready) return;
    const ended = await launch([program, "explain", "rm -rf /", ""], { home });
    expect(ended.stdout.split("\n")[0]).toBe("explain rm -rf / ");
  });

  it.each([
    ["HOME is empty", { HOME: "" }],
    ["HOME is relative", { HOME: "home" }],
    ["HOME is too long for a socket", { HOME: `/${"x".repeat(300)}` }],
    ["HOME ends in slashes", { HOME: "/nowhere///" }],
  ])("when %s", async (_name, env) => {
    if (!ready) return;
    expect(await launch([program], { home, env })).toMatchObject({ status: 0, stderr: "" });
  });

  it.each([
    ["stdin is closed", "<&-", "--cold"],
    ["stdin is a folder", "</", "--cold"],
    ["all three are closed", "<&- >&- 2>&-", ""],
    ["its folder has gone", "</dev/null", "--cold"],
  ])("when %s", (_name, redirects, output) => {
    if (!ready) return;
    const gone = mkdtempSync(join(tmpdir(), "gone-"));
    const script = `cd ${gone} && rmdir ${gone} && ${program} ${redirects}; echo "exit $?" >&9`;
    const ended = spawnSync("/bin/sh", ["-c", `exec 9>&1; ${script}`], { encoding: "utf8", env: { HOME: home } });
    expect(ended.stdout).toContain("exit 0");
    expect(ended.stdout).toContain(output);
  });

  it("says that the full program is missing, with the exit code of a hook that failed", async () => {
    if (!ready) return;
    const alone = mkdtempSync(join(tmpdir(), "clampd-alone-"));
    compile(join(alone, "clampd-guard"), { compiler: "cc", flags: [] });
    writeFileSync(join(alone, "note"), "");
    const ended = await launch([join(alone, "clampd-guard")], { home, stdin: "{}" });
    expect(ended).toMatchObject({ status: 1, stdout: "" });
    expect(ended.stderr).toContain("cannot be started");
    rmSync(alone, { recursive: true });
  });
});
