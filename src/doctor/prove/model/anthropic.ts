/** A scripted model behind the Anthropic Messages API, streaming or not. */

import { isObject, type Json, listenJson, objectsIn, plainText, sendEvents, sendJson } from "./http.ts";
import type { ModelServer, Script, ScriptedStep } from "./script.ts";

export function serveAnthropic(script: Script): Promise<ModelServer> {
  let count = 0;
  return listenJson(async ({ method, path, text, body, response }) => {
    if (method === "HEAD") {
      response.writeHead(200).end();
      return true;
    }
    if (path.endsWith("/v1/messages/count_tokens")) {
      sendJson(response, 200, { input_tokens: 1000 });
      return true;
    }
    if (method !== "POST" || !path.endsWith("/v1/messages")) return false;
    const messages = objectsIn(body.messages);
    // Side requests (titles, summaries) carry no tools and get plain text.
    const hasTools = objectsIn(body.tools).length > 0;
    const step = hasTools ? await follow(script, messages, text) : undefined;
    const message = messageOf(`msg_${++count}`, body.model, blockOf(step, hasTools ? script.closing : "ok"));
    if (body.stream === true) sendEvents(response, eventsOf(message));
    else sendJson(response, 200, message);
    return true;
  });
}

async function follow(script: Script, messages: readonly Json[], request: string): Promise<ScriptedStep | undefined> {
  const firstAnswer = messages.findIndex((message) => message.role === "assistant");
  const opening = messages.slice(0, firstAnswer < 0 ? messages.length : firstAnswer);
  const made = new Set<string>();
  for (const block of messages.flatMap((message) => objectsIn(message.content))) {
    if (block.type === "tool_use") made.add(String(block.id));
    if (block.type === "tool_result") {
      await script.answered(String(block.tool_use_id), plainText(block.content), request);
    }
  }
  return script.next(script.threadOf(opening.map((message) => plainText(message.content)).join("\n")), made);
}

function blockOf(step: ScriptedStep | undefined, text: string): Json {
  if (!step) return { type: "text", text };
  return { type: "tool_use", id: step.id, name: step.use.tool, input: step.use.input };
}

interface Message extends Json {
  readonly content: readonly Json[];
  readonly stop_reason: string;
}

function messageOf(id: string, model: unknown, block: Json): Message {
  return {
    id,
    type: "message",
    role: "assistant",
    model,
    content: [block],
    stop_reason: block.type === "tool_use" ? "tool_use" : "end_turn",
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 20, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  };
}

function eventsOf(message: Message): readonly (readonly [string, Json])[] {
  const [block = {}] = message.content;
  const isCall = isObject(block.input);
  const start = isCall ? { ...block, input: {} } : { type: "text", text: "" };
  const delta = isCall
    ? { type: "input_json_delta", partial_json: JSON.stringify(block.input) }
    : { type: "text_delta", text: block.text };
  return [
    ["message_start", { message: { ...message, content: [], stop_reason: null } }],
    ["content_block_start", { index: 0, content_block: start }],
    ["content_block_delta", { index: 0, delta }],
    ["content_block_stop", { index: 0 }],
    [
      "message_delta",
      { delta: { stop_reason: message.stop_reason, stop_sequence: null }, usage: { output_tokens: 20 } },
    ],
    ["message_stop", {}],
  ];
}
