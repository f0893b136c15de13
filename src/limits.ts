/** Bounds on what the guard takes in. Work is bounded in units of input, never by a clock. */

/** UTF-16 units of stdin; a payload may carry a whole file as `content`. Larger is refused as unreadable. */
export const MAX_STDIN_UNITS = 16 * 1024 * 1024;

/** Objects and arrays inside each other in a payload. Clients send at most a handful; later walks recurse. */
export const MAX_JSON_DEPTH = 256;

/** UTF-16 units of the reason that an agent is told: one line, shown to people and models alike. */
export const MAX_REASON_UNITS = 399;

/** Oddities that are reported for one payload; more say nothing new. */
export const MAX_ODDITIES = 16;
