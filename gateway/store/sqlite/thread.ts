import { Worker } from "node:worker_threads";
import source from "#store-worker";
import { StoreConflict } from "../store.ts";
import type { Request, Response, WorkerSetup } from "./worker.ts";

type Calls = { readonly [method: string]: (...args: never[]) => unknown };

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Calls the functions of a worker thread by their names. */
export class StoreThread<C extends Calls> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #gone: Error | undefined;
  #isOpen = false;
  #isClosing = false;
  readonly #lost: (error: Error) => void;

  /** Resolves once the database is open. `lost` is called when the thread ends although nobody closed it. */
  static async start<C extends Calls>(setup: WorkerSetup, lost: (error: Error) => void): Promise<StoreThread<C>> {
    const thread = new StoreThread<C>(setup, lost);
    await new Promise((resolve, reject) => thread.#waiting.set(0, { resolve, reject }));
    return thread;
  }

  private constructor(setup: WorkerSetup, lost: (error: Error) => void) {
    this.#lost = lost;
    const options = { workerData: setup, name: `store-${setup.role}` };
    this.#worker =
      "file" in source ? new Worker(source.file, options) : new Worker(source.code, { ...options, eval: true });
    this.#worker.on("message", (response: Response) => this.#settle(response));
    this.#worker.on("error", (error) => this.#end(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on("exit", () => this.#end(new Error("the store is closed")));
  }

  call<K extends keyof C & string>(method: K, ...args: Parameters<C[K]>): Promise<Awaited<ReturnType<C[K]>>> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, args } satisfies Request);
    });
  }

  /** What was asked before is answered first. */
  async close(): Promise<void> {
    if (this.#gone !== undefined) return;
    this.#isClosing = true;
    const exited = new Promise((resolve) => this.#worker.once("exit", resolve));
    await (this as unknown as StoreThread<{ close: () => void }>).call("close");
    await exited;
  }

  #settle(response: Response): void {
    this.#isOpen = true;
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if (response.ok) waiting?.resolve(response.value as never);
    else waiting?.reject(errorOf(response.error));
  }

  #end(error: Error): void {
    if (this.#gone !== undefined) return;
    this.#gone = error;
    for (const { reject } of this.#waiting.values()) reject(this.#gone);
    this.#waiting.clear();
    if (!this.#isClosing && this.#isOpen) this.#lost(error);
  }
}

function errorOf({ isConflict, message }: Extract<Response, { readonly ok: false }>["error"]): Error {
  return isConflict ? new StoreConflict(message) : new Error(message);
}
