// What both readers of guard.json hold a value against.

export const LIMITS = {
  /** Bytes of a whole file. */
  file: 256 * 1024,
  list: 1000,
  name: 100,
  text: 500,
  long: 4000,
  contact: 100,
  /** Far below the time that clients give a hook, with a queue and a process of its own after it (src/engine/waits.ts). */
  timeoutMs: 3_000,
  cacheMs: 3_600_000,
  stages: 50,
} as const;

export const NAMES = {
  /** Ids of rules, categories and agents. */
  id: /^[a-z0-9][a-z0-9._-]*$/,
  program: /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/,
  version: /^\d{1,6}\.\d{1,6}\.\d{1,6}$/,
  sha256: /^[0-9a-f]{64}$/,
  url: /^https?:\/\/[^\s]+$/,
} as const;

export const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;
