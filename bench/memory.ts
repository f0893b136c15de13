import { createConnection } from "node:net";
import { askState } from "../src/engine/client.ts";
import { encodeRequest } from "../src/engine/protocol.ts";

const PARALLEL = 16;

export interface MemoryPoint {
  readonly calls: number;
  /** Megabytes resident. */
  readonly mb: number;
}

/** Resident memory of an engine as it answers calls, one connection each; `payload` makes the stdin of the n-th. */
export async function memoryCurve(
  engine: { readonly socket: string; readonly build: string },
  marks: readonly number[],
  { env, payload }: { readonly env: Readonly<Record<string, string>>; readonly payload: (n: number) => string },
): Promise<{ readonly curve: readonly MemoryPoint[]; readonly perSecond: number }> {
  const curve: MemoryPoint[] = [];
  let done = 0;
  const started = performance.now();
  for (const mark of marks) {
    const worker = async () => {
      while (done < mark) {
        const stdin = Buffer.from(payload(done++));
        await send(engine.socket, encodeRequest({ build: engine.build, cwd: "/", argv: [], env, stdin }));
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    const state = await askState(engine.socket);
    curve.push({ calls: done, mb: (state?.memory ?? 0) / 1e6 });
  }
  return { curve, perSecond: (done / (performance.now() - started)) * 1000 };
}

function send(socket: string, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const connection = createConnection(socket, () => connection.write(request));
    connection.on("data", () => {});
    connection.on("error", reject);
    connection.on("close", () => resolve());
  });
}
