import { createConnection } from "node:net";
import { BUILD_ID } from "../build-id.ts";
import { type EngineAnswer, encodeRequest, readAnswer } from "./protocol.ts";
import type { EngineState } from "./server.ts";

/** An engine that is busy with a large call is alive; one that is silent for so long is not. */
const PATIENCE_MS = 3_000;

/** Asks an engine of any build how it is; undefined where nothing on the socket speaks the protocol. */
export async function askState(socket: string): Promise<EngineState | undefined> {
  const request = encodeRequest({ build: "", cwd: "/", argv: ["status"], env: {}, stdin: Buffer.alloc(0) });
  const answer = await exchange(socket, request);
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
  const answer = await exchange(
    socket,
    encodeRequest({ build: BUILD_ID, cwd: "/", argv: [], env, stdin: Buffer.from(stdin) }),
  );
  return answer?.status === "answered" ? answer : undefined;
}

function exchange(socket: string, request: Buffer): Promise<EngineAnswer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const connection = createConnection(socket, () => connection.write(request));
    connection.setTimeout(PATIENCE_MS, () => connection.destroy());
    connection.on("data", (chunk) => chunks.push(chunk));
    connection.on("error", () => resolve(undefined));
    connection.on("close", () => resolve(readAnswer(Buffer.concat(chunks))));
  });
}
