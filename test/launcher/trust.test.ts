import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeAnswer } from "../../src/engine/protocol.ts";
import { compile } from "./compile.ts";
import { launch, serve, socketIn, writeFullProgram } from "./launch.ts";

const ALLOW = encodeAnswer({ status: "answered", exitCode: 0, stdout: "", stderr: "" });

/** Answers "allow" to everyone; with "hand-over", only another program that was given the listening socket does. */
const SERVER = `
const net = require("node:net");
const { spawn } = require("node:child_process");
const allow = Buffer.from("${ALLOW.toString("hex")}", "hex");
const answer = (connection) => connection.once("data", () => connection.end(allow));
const [, , socket, mode, taker] = process.argv;
if (mode === "hand-over") {
  const server = net.createServer().listen(socket, () => {
    spawn(taker, [taker + "-notes"], { stdio: ["ignore", "inherit", "inherit", server._handle] });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // never accepts itself
  });
} else net.createServer(answer).listen(socket, () => console.log("ready"));
`;

/** Takes one connection of a socket that it did not open (descriptor 3), and notes that its answer was sent. */
const TAKER = `
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
int main(int argc, char **argv) {
  static const unsigned char allow[] = {${[...ALLOW].join(", ")}};
  char request[4096];
  if (argc < 2 || write(1, "ready", 5) != 5) return 1;
  struct pollfd waiting = {3, POLLIN, 0}; // the listener made its socket non-blocking
  int fd = poll(&waiting, 1, -1) == 1 ? accept(3, 0, 0) : -1;
  if (fd < 0 || read(fd, request, sizeof request) <= 0 || write(fd, allow, sizeof allow) < 0) return 1;
  int taken = open(argv[1], O_WRONLY | O_CREAT, 0600);
  return write(taken, "answered\\n", 9) == 9 ? 0 : 1;
}
`;

describe.runIf(process.platform === "linux")("the launcher believes", { timeout: 30_000 }, () => {
  let home = "";
  let program = "";
  let server: ChildProcess | undefined;
  let ready = false;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "clampd-trust-"));
    program = join(home, "clampd-guard");
    ready = compile(program, { compiler: "cc", flags: ["-O2", '-DSYSTEM_FOLDER="/nowhere"'] });
    writeFileSync(join(home, "server.cjs"), SERVER);
  });
  afterEach(() => {
    server?.kill("SIGKILL");
    server = undefined;
    rmSync(home, { recursive: true, force: true });
  });

  async function start(
    node: string,
    mode: string,
    env: Readonly<Record<string, string>> = {},
    ...more: readonly string[]
  ): Promise<void> {
    const child = spawn(node, [join(home, "server.cjs"), socketIn(home), mode, ...more], { env: { ...env } });
    server = child;
    await new Promise((resolve) => child.stdout.once("data", resolve));
  }

  it("the installed program that listens and answers itself", async (context) => {
    if (!ready) context.skip("no C compiler here");
    symlinkSync(process.execPath, join(home, "clampd-guard-full"));
    await start(join(home, "clampd-guard-full"), "plain");
    expect(await launch([program], { home, stdin: "{}" })).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  it("nobody in another program's process", async (context) => {
    if (!ready) context.skip("no C compiler here");
    writeFullProgram(home);
    const fake = await serve(socketIn(home), (connection) => connection.end(ALLOW));
    expect(await launch([program], { home, stdin: "{}" })).toMatchObject({ status: 7, stdout: "cold --cold\n{}" });
    fake.close();
  });

  // Node itself stands for the full program here: started with --cold, which it does not know, it ends with 9.
  it.each([
    ["NODE_OPTIONS", "--no-warnings"],
    ["LD_LIBRARY_PATH", "/lib"],
    ["LD_BIND_NOW", "1"],
  ])("no installed program that was started with %s", async (name, value) => {
    if (!ready) return;
    symlinkSync(process.execPath, join(home, "clampd-guard-full"));
    await start(join(home, "clampd-guard-full"), "plain", { [name]: value });
    expect(await launch([program], { home, stdin: "{}" })).toMatchObject({ status: 9 });
  });

  it("no process that took the listener's socket over", async (context) => {
    if (!ready) context.skip("no C compiler here");
    symlinkSync(process.execPath, join(home, "clampd-guard-full"));
    const taker = join(home, "taker");
    writeFileSync(`${taker}.c`, TAKER);
    execFileSync("cc", ["-o", taker, `${taker}.c`]);
    await start(join(home, "clampd-guard-full"), "hand-over", {}, taker);
    expect(await launch([program], { home, stdin: "{}" })).toMatchObject({ status: 9 });
    expect(readFileSync(`${taker}-notes`, "utf8")).toBe("answered\n");
  });
});
