import type { GatewayNote } from "../model/decision.ts";
import type { GatewayAnswer } from "./answer.ts";

/** What the record says of an answer. */
export function noteOf(answer: GatewayAnswer): GatewayNote {
  switch (answer.kind) {
    case "verdict":
      return { answer: "verdict", detail: answer.verdict, requestId: answer.requestId };
    case "refused":
      return { answer: "refused", detail: answer.code, requestId: answer.requestId };
    case "throttle":
      return { answer: "throttle", detail: answer.code };
    case "outage":
      return { answer: "outage", detail: answer.why };
  }
}
