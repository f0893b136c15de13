import { parentPort, workerData } from "node:worker_threads";
import { StoreConflict } from "../store.ts";
import { readerCalls, writerCalls } from "./calls.ts";
import { openDatabase } from "./open.ts";

// SQLite answers synchronously, and a commit waits for the disk: both happen on threads of their own.

export interface WorkerSetup {
  readonly file: string;
  readonly role: "write" | "read";
}

export interface Request {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type Response =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly error: { readonly isConflict: boolean; readonly message: string };
    };

const CLOSE = "close";

const { file, role } = workerData as WorkerSetup;
const db = openDatabase(file, { readOnly: role === "read" });
const calls = (role === "write" ? writerCalls(db) : readerCalls(db)) as Readonly<
  Record<string, (...args: readonly unknown[]) => unknown>
>;

parentPort?.on("message", ({ id, method, args }: Request) => {
  parentPort?.postMessage(answer(id, method, args));
  if (method === CLOSE) parentPort?.close();
});
// The first answer says that the database is open.
parentPort?.postMessage({ id: 0, ok: true, value: undefined } satisfies Response);

function answer(id: number, method: string, args: readonly unknown[]): Response {
  try {
    return { id, ok: true, value: method === CLOSE ? db.close() : calls[method]?.(...args) };
  } catch (error) {
    const isConflict = error instanceof StoreConflict;
    return { id, ok: false, error: { isConflict, message: error instanceof Error ? error.message : String(error) } };
  }
}
