import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeRequest, encodeAnswer } from "../../src/engine/protocol.ts";
import { BUILD, compile, has, type Way } from "./compile.ts";
import { type Ended, launch, serve, socketIn, writeFullProgram } from "./launch.ts";

const SHORT = ["-DTEST_TRUST_ANY", "-DPATIENCE_MS=200", '-DSYSTEM_FOLDER="/nowhere"'];
const SANITISERS = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

const builds: readonly { readonly name: string; readonly way: Way; readonly under: readonly string[] }[] = [
  { name: "plain", way: { compiler: "cc", flags: ["-O2", ...SHORT] }, under: [] },
  { name: "with sanitisers", way: { compiler: "cc", flags: ["-O1", ...SANITISERS, ...SHORT] }, under: [] },
  {
    name: "under valgrind",
    way: { compiler: has("valgrind") ? "cc" : "no-valgrind-here", flags: ["-g", "-O1", ...SHORT] },
    under: ["valgrind", "-q", "--error-exitcode=99"],
  },
];

const good = encodeAnswer({ status: "answered", exitCode: 2, stdout: "out\n", stderr: "because\n" });
const CALL = `{"tool_input":"${"é".repeat(5000)}"}`;

function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(good);
  change(bytes);
  return bytes;
}

/** What a server does instead of answering; the full program must decide each time. */
const wrong: readonly (readonly [name: string, behave: (connection: Socket) => void])[] = [
  ["closes at once", (c) => c.destroy()],
  ["says nothing until patience ends", () => {}],
  ["says only that it is at work, and ends", (c) => c.end(Buffer.alloc(40))],
  ["says that it is at work, and then nothing", (c) => c.write(Buffer.alloc(40))],
  [
    "says that it is at work within an answer",
    (c) => c.end(Buffer.concat([good.subarray(0, 6), Buffer.alloc(1), good.subarray(6)])),
  ],
  ["sends half a header", (c) => c.end(good.subarray(0, 5))],
  ["sends half a header and waits", (c) => c.write(good.subarray(0, 5))],
  ["sends half an answer", (c) => c.end(good.subarray(0, good.length - 3))],
  ["sends more than an answer", (c) => c.end(Buffer.concat([good, Buffer.from("x")]))],
  ["sends another protocol", (c) => c.end("HTTP/1.1 200 OK\r\n\r\n{}")],
  ["announces the largest length", (c) => c.write(changed((b) => b.writeUInt32LE(0xffffffff, 4)))],
  ["announces an empty body", (c) => c.end(changed((b) => b.writeUInt32LE(0, 4)).subarray(0, 8))],
  ["announces a body of 11 bytes", (c) => c.end(changed((b) => b.writeUInt32LE(11, 4)).subarray(0, 19))],
  ["speaks version 2", (c) => c.end(changed((b) => b.writeUInt16LE(2, 8)))],
  ["tells it to decide itself", (c) => c.end(encodeAnswer({ status: "decide-yourself" }))],
  ["gives an unknown status", (c) => c.end(changed((b) => b.writeUInt16LE(7, 10)))],
  ["gives exit code 256", (c) => c.end(changed((b) => b.writeInt32LE(256, 12)))],
  ["gives exit code -1", (c) => c.end(changed((b) => b.writeInt32LE(-1, 12)))],
  ["lets stdout go past the end", (c) => c.end(changed((b) => b.writeUInt32LE(0xfffffff0, 16)))],
  ["lets stdout end where its length of stderr belongs", (c) => c.end(changed((b) => b.writeUInt32LE(13, 16)))],
  ["lets stderr go past the end", (c) => c.end(changed((b) => b.writeUInt32LE(9, 24)))],
  ["leaves bytes after stderr", (c) => c.end(changed((b) => b.writeUInt32LE(7, 24)))],
];

/** The same reading as the launcher's, in another language. */
function expected(frame: Buffer): Pick<Ended, "status" | "stdout" | "stderr"> | undefined {
  if (frame.length < 20 || frame.toString("latin1", 0, 4) !== "CGA1" || frame.readUInt32LE(4) !== frame.length - 8)
    return undefined;
  const exitCode = frame.readInt32LE(12);
  if (frame.readUInt16LE(8) !== 1 || frame.readUInt16LE(10) !== 0 || exitCode < 0 || exitCode > 255) return undefined;
  const out = frame.readUInt32LE(16);
  if (20 + out + 4 > frame.length || frame.readUInt32LE(20 + out) !== frame.length - 24 - out) return undefined;
  return {
    status: exitCode,
    stdout: frame.subarray(20, 20 + out).toString(),
    stderr: frame.subarray(24 + out).toString(),
  };
}

describe.each(builds)("the launcher, $name", ({ way, under }) => {
  const home = mkdtempSync(join(tmpdir(), "clampd-launcher-"));
  const program = join(home, "clampd-guard");
  const cold = { status: 7, signal: null, stdout: `cold --cold\n${CALL}`, stderr: "" };
  let ready = false;

  beforeAll(() => {
    ready = compile(program, way);
    writeFullProgram(home);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  async function against(behave: (connection: Socket, request: Buffer) => void, stdin = CALL): Promise<Ended> {
    const server = await serve(socketIn(home), behave);
    try {
      return await launch([...under, program], { home, stdin });
    } finally {
      server.close();
    }
  }

  it("gives the answer of the engine", async (context) => {
    if (!ready) context.skip("no compiler, sanitiser or valgrind here");
    const requests: Buffer[] = [];
    const ended = await against((connection, request) => {
      requests.push(request);
      connection.write(good.subarray(0, 11));
      setTimeout(() => connection.end(good.subarray(11)), 30);
    });
    expect(ended).toEqual({ status: 2, signal: null, stdout: "out\n", stderr: "because\n" });
    const request = decodeRequest(Buffer.concat(requests));
    expect(request).toMatchObject({ build: BUILD, argv: [], env: { HOME: home } });
    expect(request?.stdin.toString()).toBe(CALL);
  });

  it("waits for as long as the engine says that it is at work", async (context) => {
    if (!ready) context.skip("no compiler, sanitiser or valgrind here");
    const ended = await against((connection) => {
      let waits = 0;
      const timer = setInterval(() => {
        if (++waits < 8) connection.write(Buffer.alloc(waits));
        else {
          clearInterval(timer);
          connection.end(Buffer.concat([Buffer.alloc(3), good]));
        }
      }, 50); // of the 200 ms that are its patience here
    });
    expect(ended).toEqual({ status: 2, signal: null, stdout: "out\n", stderr: "because\n" });
  });

  it("gives an answer that is larger than its first buffer", async (context) => {
    if (!ready) context.skip("no compiler, sanitiser or valgrind here");
    const stdout = "x".repeat(500_000);
    const large = encodeAnswer({ status: "answered", exitCode: 0, stdout, stderr: "" });
    expect((await against((connection) => connection.end(large))).stdout).toBe(stdout);
  });

  it.each(wrong)("lets the full program decide when the engine %s", async (_name, behave) => {
    if (!ready) return;
    expect(await against(behave)).toEqual(cold);
  });

  it("lets the full program decide when there is no engine", async (context) => {
    if (!ready) context.skip("no compiler, sanitiser or valgrind here");
    rmSync(socketIn(home), { force: true });
    expect(await launch([...under, program], { home, stdin: CALL })).toEqual(cold);
  });

  it("reads any answer as its twin does", async (context) => {
    if (!ready) context.skip("no compiler, sanitiser or valgrind here");
    const mutated = fc
      .array(fc.record({ at: fc.nat(good.length - 1), byte: fc.integer({ min: 0, max: 255 }) }), { maxLength: 4 })
      .map((edits) => changed((bytes) => edits.map(({ at, byte }) => bytes.writeUInt8(byte, at))));
    const grown = fc.uint8Array({ maxLength: 64 }).map((body) => {
      const head = Buffer.from("CGA1\0\0\0\0\x01\0\0\0\0\0\0\0", "latin1");
      head.writeUInt32LE(8 + body.length, 4);
      return Buffer.concat([head, body]);
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, grown), async (frame) => {
        const ended = await against((connection) => connection.end(frame));
        expect(ended).toEqual({ signal: null, ...(expected(frame) ?? cold) });
      }),
      { numRuns: under.length > 0 ? 10 : 150 },
    );
  }, 60_000);
});
