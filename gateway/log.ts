import { type DestinationStream, type Logger, pino } from "pino";
import { redact } from "../src/redact/redact.ts";

/**
 * INVARIANT: no header, query or body of a request is ever logged: only its method, route, status and ids. The redaction beneath
 * is for what an error's message may carry all the same.
 */
export function makeLog(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: "message",
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => errorFacts(error) },
    },
    destination ?? pino.destination({ dest: 2, sync: false }),
  );
}

const KEYS = /\b(?:ag_(?:live|test)_|ags_)[A-Za-z0-9]+/g;

function errorFacts(error: unknown) {
  if (!(error instanceof Error)) return { message: "not an error" };
  const safe = (text: string) => redact(text.replace(KEYS, "[redacted:key]"));
  return { name: error.name, message: safe(error.message), stack: safe(error.stack ?? "") };
}
