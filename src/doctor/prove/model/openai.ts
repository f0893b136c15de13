/** A scripted model behind OpenAI's Responses API, streaming or not. */

import { type Json, listenJson, objectsIn, plainText, sendEvents, sendJson } from "./http.ts";
import type { ModelServer, Script, ScriptedStep } from "./script.ts";

export function serveOpenAI(script: Script): Promise<ModelServer> {
  let count = 0;
  return listenJson(async ({ method, path, text, body, response }) => {
    if (method === "GET" && path.endsWith("/models")) {
      sendJson(response, 200, { object: "list", data: [], models: [] });
      return true;
    }
    if (method !== "POST" || !path.endsWith("/responses")) return false;
    const turns = objectsIn(body.input);
    // Codex 0.169.0 gives some models their tools inside the input.
    const hasTools = [body, ...turns].some((holder) => objectsIn(holder.tools).length > 0);
    const step = hasTools ? await follow(script, turns, text) : undefined;
    const id = ++count;
    const item = itemOf(id, step, hasTools ? script.closing : "ok");
    const answer = {
      id: `resp_${id}`,
      object: "response",
      created_at: Math.floor(Date.now() / 1000),
      status: "completed",
      model: body.model,
      output: [item],
      usage: {
        input_tokens: 100,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 20,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 120,
      },
    };
    if (body.stream === true) sendEvents(response, eventsOf(answer, item));
    else sendJson(response, 200, answer);
    return true;
  });
}

const isCall = (turn: Json) => String(turn.type).endsWith("_call");
const isAnswer = (turn: Json) => String(turn.type).endsWith("_call_output");
const isOpening = (turn: Json) => turn.role === "user" || turn.type === "agent_message";

async function follow(script: Script, turns: readonly Json[], request: string): Promise<ScriptedStep | undefined> {
  const firstAnswer = turns.findIndex((turn) => turn.role === "assistant" || isCall(turn));
  const opening = turns.slice(0, firstAnswer < 0 ? turns.length : firstAnswer).filter(isOpening);
  const made = new Set<string>();
  for (const turn of turns) {
    if (isCall(turn)) made.add(String(turn.call_id));
    if (isAnswer(turn)) await script.answered(String(turn.call_id), plainText(turn.output), request);
  }
  return script.next(script.threadOf(opening.map((turn) => plainText(turn.content)).join("\n")), made);
}

function itemOf(id: number, step: ScriptedStep | undefined, text: string): Json {
  if (!step) {
    const content = [{ type: "output_text", text, annotations: [] }];
    return { type: "message", id: `msg_${id}`, role: "assistant", status: "completed", content };
  }
  const { tool: name, input, freeText, namespace } = step.use;
  const common = { status: "completed", call_id: step.id, name };
  if (freeText) return { type: "custom_tool_call", id: `ctc_${id}`, ...common, input: String(input) };
  const grouped = namespace ? { namespace } : {};
  return { type: "function_call", id: `fc_${id}`, ...common, ...grouped, arguments: JSON.stringify(input) };
}

function eventsOf(answer: Json, item: Json): readonly (readonly [string, Json])[] {
  const isMessage = item.type === "message";
  const at = { item_id: item.id, output_index: 0 };
  const text = isMessage ? plainText(item.content) : "";
  const part = { content_index: 0, part: { type: "output_text", text: "", annotations: [] } };
  const parts: readonly (readonly [string, Json])[] = isMessage
    ? [
        ["response.content_part.added", { ...at, ...part }],
        ["response.output_text.delta", { ...at, content_index: 0, delta: text }],
        ["response.output_text.done", { ...at, content_index: 0, text }],
        ["response.content_part.done", { ...at, content_index: 0, part: { ...part.part, text } }],
      ]
    : [];
  const events: readonly (readonly [string, Json])[] = [
    ["response.created", { response: { ...answer, status: "in_progress", output: [] } }],
    ["response.output_item.added", { output_index: 0, item: { ...item, status: "in_progress" } }],
    ...parts,
    ["response.output_item.done", { output_index: 0, item }],
    ["response.completed", { response: answer }],
  ];
  return events.map(([type, data], index) => [type, { sequence_number: index, ...data }]);
}
