import type { AgentRow, KeyRow, OrgId } from "../store/store.ts";

/** Who asks: a person (or their tool) with a key, or a guard with a key and a JWT of its agent. */
export type Principal =
  | { readonly kind: "person"; readonly org: OrgId; readonly key: KeyRow }
  | { readonly kind: "agent"; readonly org: OrgId; readonly key: KeyRow; readonly agent: AgentRow };

/** What the steps before a route leave for it. */
export interface Env {
  readonly Variables: {
    requestId: string;
    /** Not there before the request is authenticated, or on an open route. */
    principal: Principal;
    /** Milliseconds of a clock that only goes forward. */
    started: number;
  };
}
