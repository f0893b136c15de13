/** What one message may hold. A server refuses more; a client sends less. */
export const WIRE = {
  /** Bytes of a body of /v1/proxy, /v1/verify, /v1/inspect and the scans. */
  callBytes: 1024 * 1024,
  /** Bytes of a body of /v1/events. */
  eventsBytes: 1024 * 1024,
  /** Bytes of a body of PUT /v1/policy. */
  policyBytes: 4 * 1024 * 1024,
  /** Bytes of any other body. */
  smallBytes: 64 * 1024,
  events: 500,
  eventId: 64,
  /** Bytes of one record as JSON; a line of the journal has at most half of it. */
  recordBytes: 32 * 1024,
  name: 200,
  text: 4096,
  path: 4096,
  workspaces: 64,
  findings: 100,
  effects: 500,
  packs: 64,
  packBytes: 256 * 1024,
  pageRows: 500,
  /** Milliseconds between two heartbeats of the stream. */
  heartbeatMs: 15_000,
} as const;
