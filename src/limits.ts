/** Bounds on what the guard takes in. Work is bounded in units of input, never by a clock. */

/** UTF-16 units of stdin; a payload may carry a whole file as `content`. Larger is refused as unreadable. */
export const MAX_STDIN_UNITS = 16 * 1024 * 1024;

/** Objects and arrays inside each other in a payload. Clients send at most a handful; later walks recurse. */
export const MAX_JSON_DEPTH = 256;

/**
 * Values and keys in a payload. Ten megabytes of text are parsed in 20 ms, ten megabytes of keys in 1.7 s (measured on
 * two cores); real payloads hold some hundreds, large tool results some ten thousands.
 */
export const MAX_JSON_VALUES = 200_000;

/** UTF-16 units of the reason that an agent is told: one line, shown to people and models alike. */
export const MAX_REASON_UNITS = 399;

/** Oddities that are reported for one payload; more say nothing new. */
export const MAX_ODDITIES = 16;
