/**
 * One request, one answer, each in one frame: magic, u32 length of the body, body. All numbers little-endian.
 * docs/engine.md describes it; launcher/protocol.h holds the same constants for the native side.
 */
const PROTOCOL_VERSION = 1;
export const REQUEST_MAGIC = "CGQ1";
export const ANSWER_MAGIC = "CGA1";
const HEADER = 8;
/** May come before an answer, any number of times: the engine is at work on it. No magic begins so. */
export const WAIT = Buffer.alloc(1);
/** A request larger than this is refused; the launcher's own bound on stdin is below it. */
export const MAX_FRAME = 80 * 1024 * 1024;

export interface Request {
  /** What build the launcher belongs to; an engine of another build gives way. */
  readonly build: string;
  readonly cwd: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: Buffer;
}

/** answered: the rest is the hook's answer. decide-yourself: the launcher runs the full program. */
export type EngineAnswer =
  | { readonly status: "answered"; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly status: "decide-yourself" };

/** Length of the whole frame at the start of `bytes`, undefined while its header is not complete, 0 where it is no frame. */
export function frameLength(bytes: Buffer, magic: string): number | undefined {
  if (bytes.length < HEADER)
    return magic.startsWith(bytes.toString("latin1", 0, Math.min(4, bytes.length))) ? undefined : 0;
  if (bytes.toString("latin1", 0, 4) !== magic) return 0;
  const length = bytes.readUInt32LE(4);
  return length > MAX_FRAME ? 0 : HEADER + length;
}

/** The request in a complete frame; undefined where it is malformed or of another version. */
export function decodeRequest(frame: Buffer): Request | undefined {
  const reader = new Reader(frame.subarray(HEADER));
  try {
    if (reader.u16() !== PROTOCOL_VERSION) return undefined;
    const build = reader.text();
    const cwd = reader.text();
    const argv = Array.from({ length: reader.u16() }, () => reader.text());
    const env: Record<string, string> = Object.create(null);
    for (let left = reader.u16(); left > 0; left--) {
      const pair = reader.text();
      const at = pair.indexOf("=");
      if (at > 0) env[pair.slice(0, at)] = pair.slice(at + 1);
    }
    const stdin = reader.bytes();
    return reader.ended() ? { build, cwd, argv, env, stdin } : undefined;
  } catch {
    return undefined;
  }
}

/** All that came back for a request; undefined where it is no answer. */
export function readAnswer(bytes: Buffer): EngineAnswer | undefined {
  const start = bytes.findIndex((byte) => byte !== WAIT[0]);
  if (start === -1) return undefined;
  const frame = bytes.subarray(start);
  return frameLength(frame, ANSWER_MAGIC) === frame.length ? decodeAnswer(frame) : undefined;
}

export function encodeRequest(request: Request): Buffer {
  const pairs = Object.entries(request.env).map(([name, value]) => `${name}=${value}`);
  return frame(REQUEST_MAGIC, [
    u16(PROTOCOL_VERSION),
    sized(request.build),
    sized(request.cwd),
    u16(request.argv.length),
    ...request.argv.map(sized),
    u16(pairs.length),
    ...pairs.map(sized),
    sized(request.stdin),
  ]);
}

export function encodeAnswer(answer: EngineAnswer): Buffer {
  const status = u16(answer.status === "answered" ? 0 : 1);
  const exitCode = Buffer.alloc(4);
  exitCode.writeInt32LE(answer.status === "answered" ? answer.exitCode : 0);
  const [stdout, stderr] = answer.status === "answered" ? [answer.stdout, answer.stderr] : ["", ""];
  return frame(ANSWER_MAGIC, [u16(PROTOCOL_VERSION), status, exitCode, sized(stdout), sized(stderr)]);
}

function decodeAnswer(frame: Buffer): EngineAnswer | undefined {
  const reader = new Reader(frame.subarray(HEADER));
  try {
    if (reader.u16() !== PROTOCOL_VERSION) return undefined;
    const status = reader.u16();
    const exitCode = reader.i32();
    const [stdout, stderr] = [reader.text(), reader.text()];
    if (!reader.ended()) return undefined;
    return status === 0 ? { status: "answered", exitCode, stdout, stderr } : { status: "decide-yourself" };
  } catch {
    return undefined;
  }
}

function frame(magic: string, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(HEADER);
  header.write(magic, 0, "latin1");
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function sized(value: string | Buffer): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Reads fields in order; throws RangeError past the end. */
class Reader {
  private at = 0;
  private readonly body: Buffer;

  constructor(body: Buffer) {
    this.body = body;
  }

  u16(): number {
    this.at += 2;
    return this.body.readUInt16LE(this.at - 2);
  }

  i32(): number {
    this.at += 4;
    return this.body.readInt32LE(this.at - 4);
  }

  bytes(): Buffer {
    const length = this.body.readUInt32LE(this.at);
    this.at += 4;
    if (this.at + length > this.body.length) throw new RangeError("a field goes past the end of the frame");
    this.at += length;
    return this.body.subarray(this.at - length, this.at);
  }

  text(): string {
    return this.bytes().toString("utf8");
  }

  ended(): boolean {
    return this.at === this.body.length;
  }
}
