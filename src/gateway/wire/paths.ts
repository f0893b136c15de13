/** Routes of the wire; the first group is Clampd's, the rest is ours. `ID` stands for an agent's or a key's id. */
export const PATHS = {
  health: "/health",
  proxy: "/v1/proxy",
  verify: "/v1/verify",
  inspect: "/v1/inspect",
  scanInput: "/v1/scan-input",
  scanOutput: "/v1/scan-output",

  events: "/v1/events",
  state: "/v1/state",
  stream: "/v1/stream",
  bundle: "/v1/bundle",
  /** The newest root of trust, as an envelope (src/bundle/format.ts): what `connect` pins. */
  bundleRoot: "/v1/bundle/root",
  policy: "/v1/policy",
  agents: "/v1/agents",
  agent: "/v1/agents/ID",
  suspend: "/v1/agents/ID/suspend",
  /** Of a killed agent it takes the permission `kill`. */
  resume: "/v1/agents/ID/resume",
  kill: "/v1/agents/ID/kill",
  killAll: "/v1/agents/kill-all",
  keys: "/v1/keys",
  key: "/v1/keys/ID",
  audit: "/v1/audit",
  auditExport: "/v1/audit/export",
  changes: "/v1/changes",
} as const;

export type PathName = keyof typeof PATHS;

export function pathOf(name: PathName, id = ""): string {
  return PATHS[name].replace("ID", () => encodeURIComponent(id));
}
