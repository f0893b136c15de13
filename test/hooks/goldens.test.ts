import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Answer, decodeIncoming, encodeAnswer, type Incoming } from "../../hooks/index.ts";
import type { Verdict } from "../../src/model/decision.ts";
import { clients, type Recording, recordings } from "./recordings.ts";

const VERDICTS: readonly Verdict[] = ["allow", "warn", "ask", "deny"];
const REASON = "fs.delete-home: would delete every file that you own; name the folders inside the workspace";
const APPROVAL = "A person allows it with: clampd-guard approve K7Q2";

/** Longest text shown of one field; payloads hold whole files. */
const SHOWN = 160;

describe("every recorded payload is decoded and answered as the golden says", () => {
  it.each(clients)("%s", async (client) => {
    const text = recordings(client).map(block).join("\n");
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, `../fixtures/goldens/${client}.txt`));
  });
});

describe("every recorded payload is its own client's", () => {
  it.each(clients.flatMap((client) => recordings(client)).filter(({ tool }) => tool !== null))("$name", (recording) => {
    const incoming = decodeIncoming(recording.stdin, recording.env);
    const agent = recording.name.slice(0, recording.name.indexOf("-"));
    expect(incoming.dialect).toBe(agent);
    // Only batches and denials name tools without being a call to decide on.
    expect(incoming.kind).toBe("call");
    // The dialect is told by stdin alone, whichever agent started the agent.
    expect(decodeIncoming(recording.stdin, { CLAUDECODE: "1", CURSOR_VERSION: "1", CODEX_HOME: "/x" }).dialect).toBe(
      agent,
    );
  });
});

function block({ name, stdin, env }: Recording): string {
  const incoming = decodeIncoming(stdin, env);
  const answers = VERDICTS.map((verdict) => {
    const answer = encodeAnswer(incoming, { verdict, reason: REASON, approval: APPROVAL });
    return `  ${verdict.padEnd(5)} → ${show(answer)}`;
  });
  return [`## ${name}`, ...decoded(incoming), ...answers, ""].join("\n");
}

function decoded(incoming: Incoming): readonly string[] {
  if (incoming.kind === "bad") return [`bad ${incoming.problem}`];
  if (incoming.kind === "event")
    return [`${incoming.dialect} ${incoming.version ?? "-"} event ${incoming.event || "(unnamed)"}`];
  const { call, dialect, version } = incoming;
  const { outcome } = call;
  return [
    `${dialect} ${version ?? "-"} ${call.event} ${call.phase} ${call.tool} id=${call.id ?? "-"}`,
    `  action  ${cut(JSON.stringify(call.action))}`,
    `  where   ${call.cwd ?? "-"} in ${call.workspace.join(", ")}${call.subagent ? ` by subagent ${call.subagent.type ?? "-"}` : ""}`,
    ...(outcome ? [`  outcome ${cut(JSON.stringify(outcome))}`] : []),
    ...(call.oddities.length > 0 ? [`  odd     ${call.oddities.join("; ")}`] : []),
  ];
}

function show({ stdout, stderr, exitCode }: Answer): string {
  const parts = [stdout && `stdout ${stdout.trimEnd()}`, stderr && `stderr ${stderr.trimEnd()}`].filter(Boolean);
  return [`exit ${exitCode}`, ...parts].join("\n          ");
}

function cut(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
