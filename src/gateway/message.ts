import type { Decision } from "../model/decision.ts";
import type { Effect } from "../model/effect.ts";
import type { ToolCall } from "../model/toolcall.ts";
import type { GatewayContent } from "../policy/layer.ts";
import { redact } from "../redact/redact.ts";
import { asParams, redactJson } from "./redact-json.ts";
import type { Announced } from "./wire/extensions.ts";
import type { InspectRequest, ProxyRequest } from "./wire/proxy.ts";

/** A call as the gateway is told of it. */
export interface Told {
  readonly call: ToolCall;
  readonly local: Decision;
  readonly workspace: readonly string[];
  readonly home: string | undefined;
}

/** Bounds of the wire (wire/limits.ts, which needs the full schema library). */
const MOST = { effects: 500, findings: 100, workspaces: 64, name: 200, path: 1024, response: 64 * 1024 } as const;

/**
 * Body of /v1/proxy. What Clampd's wire does not know is said only where extensions are announced.
 * INVARIANT: everything that is text of the call goes through redaction; withheld content leaves as digest and kinds alone.
 */
export function proxyBody(told: Told, content: GatewayContent, announced: Announced): ProxyRequest {
  const { call, local } = told;
  const params = asParams(redactJson(call.input));
  const isWithheld = content === "withheld";
  const params_hash = digest(JSON.stringify([call.tool, params]));
  const plain = {
    tool: name(call.tool) || "unknown",
    params: isWithheld ? {} : params,
    target_url: "",
    prompt_context: `scope:${call.action.kind}`,
  };
  if (Object.keys(announced).length === 0) return isWithheld ? { ...plain, params_hash, withheld: true } : plain;
  return {
    ...plain,
    call: facts(told, isWithheld),
    local: {
      verdict: local.verdict,
      findings: local.judged
        .slice(0, MOST.findings)
        .map(({ finding: { rule, severity } }) => ({ rule: name(rule), severity })),
    },
    effects: local.effects.slice(0, MOST.effects).map((effect) => {
      const target = isWithheld ? undefined : targetOf(effect);
      return { kind: effect.kind, ...(target && { target: text(target, MOST.path) }) };
    }),
    params_hash,
    ...(isWithheld && { withheld: true }),
  };
}

/** Body of /v1/inspect: what came back from a tool; undefined where that stays here. */
export function inspectBody({ call }: Pick<Told, "call">, content: GatewayContent): InspectRequest | undefined {
  const { outcome } = call;
  if (content === "withheld" || outcome === undefined) return undefined;
  const data = redactJson({ output: outcome.output ?? "", error: outcome.error ?? "", ok: outcome.ok }, MOST.response);
  return { tool: name(call.tool) || "unknown", response_data: data };
}

function facts({ call, workspace, home }: Told, isWithheld: boolean): NonNullable<ProxyRequest["call"]> {
  const places = {
    ...(call.cwd !== undefined && { cwd: text(call.cwd, MOST.path) }),
    workspace: workspace.slice(0, MOST.workspaces).map((root) => text(root, MOST.path)),
    ...(home !== undefined && { home: text(home, MOST.path) }),
  };
  return {
    agent: name(call.agent),
    event: name(call.event),
    phase: call.phase === "none" ? "before" : call.phase,
    ...(isWithheld ? {} : places),
    ...(call.session !== undefined && { session: name(call.session) }),
    ...(call.id !== undefined && { id: name(call.id) }),
  };
}

/** What an effect is about, in one word or path. */
function targetOf(effect: Effect): string | undefined {
  if ("target" in effect && effect.target !== undefined)
    return "path" in effect.target ? effect.target.path : effect.target.host;
  if ("program" in effect) return effect.program;
  if ("packages" in effect) return effect.packages.join(" ");
  if ("object" in effect) return effect.object;
  if ("name" in effect) return effect.name;
  return "tool" in effect ? effect.tool : undefined;
}

/** X-AG-Session: 128 of these characters; another name of the session travels as its digest. */
export function sessionHeader(session: string | undefined): string | undefined {
  if (session === undefined || session === "") return undefined;
  return /^[A-Za-z0-9_:.-]{1,128}$/.test(session) && redact(session) === session ? session : digest(session);
}

/** Of what may leave the machine only: a digest of few possible texts tells which one it was. */
function digest(text: string): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(text).digest("hex");
}

function name(value: string): string {
  return text(value, MOST.name);
}

function text(value: string, most: number): string {
  return redact(value.slice(0, most * 8)).slice(0, most);
}
