import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ANSWER_MAGIC,
  decodeRequest,
  type EngineAnswer,
  encodeAnswer,
  encodeRequest,
  frameLength,
  MAX_FRAME,
  REQUEST_MAGIC,
  type Request,
  readAnswer,
  WAIT,
} from "../../src/engine/protocol.ts";

const text = fc.string({ unit: "binary" }).map((value) => value.toWellFormed());
const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/);
const request: fc.Arbitrary<Request> = fc.record({
  build: text,
  cwd: text,
  argv: fc.array(text, { maxLength: 5 }),
  env: fc.dictionary(name, text, { noNullPrototype: false, maxKeys: 8 }),
  stdin: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
});
const answer: fc.Arbitrary<EngineAnswer> = fc.oneof(
  fc.record({
    status: fc.constant("answered" as const),
    exitCode: fc.integer({ min: 0, max: 255 }),
    stdout: text,
    stderr: text,
  }),
  fc.constant({ status: "decide-yourself" as const }),
);

describe("the engine's protocol", () => {
  it("gives back every request", () => {
    fc.assert(
      fc.property(request, (value) => {
        const frame = encodeRequest(value);
        expect(frameLength(frame, REQUEST_MAGIC)).toBe(frame.length);
        const decoded = decodeRequest(frame);
        expect({ ...decoded, env: { ...decoded?.env } }).toEqual({ ...value, env: { ...value.env } });
      }),
    );
  });

  it("gives back every answer", () => {
    fc.assert(
      fc.property(answer, (value) => {
        expect(readAnswer(encodeAnswer(value))).toEqual(value);
        expect(readAnswer(Buffer.concat([WAIT, WAIT, encodeAnswer(value)]))).toEqual(value);
        expect(readAnswer(Buffer.concat([encodeAnswer(value), WAIT]))).toBeUndefined();
      }),
    );
  });

  it("refuses a request that was cut or grew, wherever", () => {
    fc.assert(
      fc.property(request, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 9 }), (value, at, more) => {
        const frame = encodeRequest(value);
        expect(decodeRequest(frame.subarray(0, at % frame.length))).toBeUndefined();
        expect(decodeRequest(Buffer.concat([frame, more]))).toBeUndefined();
      }),
    );
  });

  it("never throws for changed bytes, and never takes more from them than they hold", () => {
    const edits = fc.array(fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }), { maxLength: 6 });
    fc.assert(
      fc.property(request, edits, (value, changes) => {
        const frame = encodeRequest(value);
        for (const { at, byte } of changes) frame.writeUInt8(byte, at % frame.length);
        const decoded = decodeRequest(frame);
        expect(decoded?.stdin.length ?? 0).toBeLessThanOrEqual(frame.length);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["nothing yet", "", undefined],
    ["the start of the magic", "CG", undefined],
    ["a header without its length", "CGQ1\x01\0", undefined],
    ["a short stranger", "GE", 0],
    ["another protocol", "GET / HTTP/1.1\r\n", 0],
    ["an answer's magic", "CGA1\0\0\0\0", 0],
    ["an empty frame", "CGQ1\0\0\0\0", 8],
    ["more than the bound", "CGQ1\xff\xff\xff\xff", 0],
  ])("knows the length of %s", (_name, bytes, length) => {
    expect(frameLength(Buffer.from(bytes, "latin1"), REQUEST_MAGIC)).toBe(length);
  });

  it("takes a frame of exactly the bound", () => {
    const header = Buffer.from("CGA1\0\0\0\0", "latin1");
    header.writeUInt32LE(MAX_FRAME, 4);
    expect(frameLength(header, ANSWER_MAGIC)).toBe(MAX_FRAME + 8);
    header.writeUInt32LE(MAX_FRAME + 1, 4);
    expect(frameLength(header, ANSWER_MAGIC)).toBe(0);
  });
});
