import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "../contexts/api.ts";
import { EventReader, type StreamEvent } from "../gateway/sse.ts";
import { pathOf } from "../gateway/wire/paths.ts";
import { journalRecord } from "../gateway/wire/record.ts";
import { streamEvent } from "../gateway/wire/state.ts";
import { namesOf } from "./audit.ts";
import { type GatewayOptions, openApi, saying, withGateway } from "./gateway-options.ts";
import { plain, print, style } from "./print.ts";
import { recordLine } from "./record-line.ts";
import type { Register } from "./register.ts";

/** A server that says nothing for so long, not even a heartbeat, is gone. */
const SILENCE_MS = 45_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export const registerWatch: Register = (program) => {
  withGateway(program.command("watch")).action((options: GatewayOptions) => saying(() => watch(options)));
};

/** Goes on through outages; only a gateway that refuses ends it. */
async function watch(options: GatewayOptions): Promise<never> {
  const api = openApi(options);
  const names = await namesOf(options);
  let last: string | undefined;
  let pause = FIRST_PAUSE_MS;
  const take = (event: StreamEvent) => {
    pause = FIRST_PAUSE_MS;
    last = event.id ?? last;
    const text = options.json === true ? jsonLine(event) : line(event, names);
    if (text !== undefined) print(text);
  };
  for (;;) {
    try {
      const silence = new AbortController();
      const response = await api.send({
        path: pathOf("stream"),
        signal: silence.signal,
        headers: { Accept: "text/event-stream", ...(last !== undefined && { "Last-Event-ID": last }) },
      });
      const reader = new EventReader();
      if (response.body !== null)
        await readStream(response.body, silence, (text) => {
          for (const event of reader.push(text)) take(event);
        });
    } catch (error) {
      // A refusal will be one again; whatever else may pass.
      if (error instanceof ApiError && error.status !== undefined && error.status < 500 && error.status !== 429)
        throw error;
    }
    process.stderr.write(style("dim", `the stream ended; again in ${pause / 1000} s\n`));
    await sleep(pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

async function readStream(
  body: ReadableStream<Uint8Array>,
  silence: AbortController,
  read: (chunk: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    for await (const chunk of body) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      read(decoder.decode(chunk, { stream: true }));
    }
  } finally {
    clearTimeout(timer);
  }
}

function parsed({ event, data }: StreamEvent): ReturnType<typeof streamEvent.safeParse> {
  try {
    return streamEvent.safeParse({ event, data: JSON.parse(data) });
  } catch {
    return streamEvent.safeParse(undefined);
  }
}

function jsonLine(given: StreamEvent): string | undefined {
  const { success, data } = parsed(given);
  return success ? JSON.stringify({ id: given.id, ...data }) : undefined;
}

/** What this version does not know is not shown. */
function line(given: StreamEvent, names: ReadonlyMap<string, string>): string | undefined {
  const { success, data: found } = parsed(given);
  if (!success) return undefined;
  switch (found.event) {
    case "agent": {
      const { agent_id, state, reason } = found.data;
      const why = reason === undefined ? "" : `: ${plain(reason)}`;
      return style("bold", `agent ${plain(names.get(agent_id) ?? agent_id)} is ${state}${why}`);
    }
    case "policy":
      return style("bold", `policy version ${found.data.version} is in force`);
    case "bundle":
      return style("bold", `bundle version ${found.data.version} is signed`);
    case "record": {
      const { record, agent_id } = found.data;
      const shown = journalRecord.safeParse(record ?? found.data);
      const who = typeof agent_id === "string" ? `${plain(names.get(agent_id) ?? agent_id)}  ` : "";
      return shown.success ? who + recordLine(shown.data) : undefined;
    }
    case "reset":
      return style("dim", "the gateway does not reach back to where the stream broke off");
  }
}
