/** A scripted model behind OpenAI's Chat Completions, streaming or not. */
import { isObject, type Json, listenJson, objectsIn, plainText, sendJson } from "./http.ts";
import type { ModelServer, Script, ScriptedStep } from "./script.ts";

export function serveOpenAIChat(script: Script): Promise<ModelServer> {
  let count = 0;
  return listenJson(async ({ method, path, text, body, response }) => {
    if (method === "GET" && path.endsWith("/models")) {
      sendJson(response, 200, { object: "list", data: [] });
      return true;
    }
    if (method !== "POST" || !path.endsWith("/chat/completions")) return false;
    // Side requests, such as for a title, offer no tools and want prose.
    const hasTools = objectsIn(body.tools).length > 0;
    const step = hasTools ? await follow(script, objectsIn(body.messages), text) : undefined;
    const message = step === undefined ? { content: hasTools ? script.closing : "ok" } : callOf(step);
    const finish = step === undefined ? "stop" : "tool_calls";
    const common = { id: `chatcmpl-${++count}`, created: Math.floor(Date.now() / 1000), model: body.model };
    const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
    if (body.stream !== true) {
      const choices = [{ index: 0, message: { role: "assistant", ...message }, finish_reason: finish }];
      sendJson(response, 200, { ...common, object: "chat.completion", choices, usage });
      return true;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    const send = (more: Json) =>
      response.write(`data: ${JSON.stringify({ ...common, object: "chat.completion.chunk", ...more })}\n\n`);
    const delta = (value: Json, finish_reason: string | null) =>
      send({ choices: [{ index: 0, delta: value, finish_reason }] });
    delta({ role: "assistant", ...message }, null);
    delta({}, finish);
    send({ choices: [], usage });
    response.end("data: [DONE]\n\n");
    return true;
  });
}

async function follow(script: Script, messages: readonly Json[], request: string): Promise<ScriptedStep | undefined> {
  const firstAnswer = messages.findIndex(({ role }) => role === "assistant");
  const opening = messages
    .slice(0, firstAnswer < 0 ? messages.length : firstAnswer)
    .filter(({ role }) => role === "user");
  const made = new Set<string>();
  for (const { role, tool_calls, tool_call_id, content } of messages) {
    if (role === "assistant") for (const call of objectsIn(tool_calls)) made.add(String(call.id));
    if (role === "tool") await script.answered(String(tool_call_id), plainText(content), request);
  }
  return script.next(script.threadOf(opening.map(({ content }) => plainText(content)).join("\n")), made);
}

function callOf({ id, use: { tool: name, input } }: ScriptedStep): Json {
  const args = JSON.stringify(isObject(input) ? input : {});
  return { content: null, tool_calls: [{ index: 0, id, type: "function", function: { name, arguments: args } }] };
}
