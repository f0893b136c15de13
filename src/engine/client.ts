import { createConnection } from "node:net";
import { BUILD_ID } from "../build-id.ts";
import { ANSWER_MAGIC, decodeAnswer, type EngineAnswer, encodeRequest, frameLength } from "./protocol.ts";
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

/** Asks an engine of this build about a call, as the launcher does; undefined where it does not answer. */
export async function askHook(
  socket: string,
  env: Readonly<Record<string, string>>,
  stdin: string,
): Promise<Extract<EngineAnswer, { readonly status: "answered" }> | undefined> {
  const frame = await exchange(
    socket,
    encodeRequest({ build: BUILD_ID, cwd: "/", argv: [], env, stdin: Buffer.from(stdin) }),
  );
  if (frame === undefined || frameLength(frame, ANSWER_MAGIC) !== frame.length) return undefined;
  const answer = decodeAnswer(frame);
  return answer?.status === "answered" ? answer : undefined;
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
