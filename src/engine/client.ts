import { createConnection } from "node:net";
import { ANSWER_MAGIC, decodeAnswer, encodeRequest, frameLength } from "./protocol.ts";
import type { EngineState } from "./server.ts";

/** An engine that is busy with a large call is alive; one that is silent for so long is not. */
const PATIENCE_MS = 3_000;

/** Asks an engine of any build how it is; undefined where nothing on the socket speaks the protocol. */
export async function askState(socket: string): Promise<EngineState | undefined> {
  const request = encodeRequest({ build: "", cwd: "/", argv: ["status"], env: {}, stdin: Buffer.alloc(0) });
  const frame = await exchange(socket, request);
  if (frame === undefined || frameLength(frame, ANSWER_MAGIC) !== frame.length) return undefined;
  const answer = decodeAnswer(frame);
  if (answer?.status !== "answered") return undefined;
  try {
    return JSON.parse(answer.stdout) as EngineState;
  } catch {
    return undefined;
  }
}

function exchange(socket: string, request: Buffer): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const connection = createConnection(socket, () => connection.write(request));
    connection.setTimeout(PATIENCE_MS, () => connection.destroy());
    connection.on("data", (chunk) => chunks.push(chunk));
    connection.on("error", () => resolve(undefined));
    connection.on("close", () => resolve(Buffer.concat(chunks)));
  });
}
