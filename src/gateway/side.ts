import type { Decision } from "../model/decision.ts";
import type { ToolCall } from "../model/toolcall.ts";
import type { EffectivePolicy } from "../policy/effective.ts";
import type { Told } from "./message.ts";

/** What a hook call has of the gateway. Called only where the policy names one. */
export interface GatewaySide {
  /** The local decision, made stricter or left as it is. `arrived` is the call's start on the clock of `performance.now()`. */
  readonly decide: (told: Told, policy: EffectivePolicy, arrived: number) => Decision | Promise<Decision>;
  /** A call has ended. Waits for nothing. */
  readonly ended: (call: ToolCall, policy: EffectivePolicy) => void;
}
