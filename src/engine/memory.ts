import type { Socket } from "node:net";

/**
 * Keeps the heap small in a process that lives for days and serves now and then; by default V8 lets it grow to several
 * times what is in use before it collects, and optimising large functions takes 10 MB that the allocator never gives back.
 * The flags are read whenever they matter, so they may be set late.
 */
const FLAGS = [
  "--semi-space-growth-factor=1",
  "--heap-growing-percent=20",
  "--max-optimized-bytecode-size=6000",
  "--expose-gc",
];

/** Bytes resident from which on a pause without calls is used to collect. */
const ROOM = 100 * 1024 * 1024;
const PAUSE_MS = 200;
/** Calls between two looks at the memory. */
const EVERY = 200;

/** Gives a function to call after each answer. */
export function boundMemory(connections: ReadonlySet<Socket>): () => void {
  const v8 = process.getBuiltinModule("node:v8");
  const { runInNewContext } = process.getBuiltinModule("node:vm");
  for (const flag of FLAGS) v8.setFlagsFromString(flag);
  const collect: () => void = runInNewContext("gc");
  let calls = 0;
  let isPlanned = false;
  return () => {
    if (++calls % EVERY !== 0 || isPlanned || process.memoryUsage.rss() < ROOM) return;
    isPlanned = true;
    setTimeout(() => {
      isPlanned = false;
      if (connections.size === 0) collect();
    }, PAUSE_MS).unref();
  };
}
