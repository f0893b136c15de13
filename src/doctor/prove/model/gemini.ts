/** A scripted model behind Google's generateContent, streaming or not. */
import { isObject, type Json, listenJson, objectsIn, plainText, sendJson } from "./http.ts";
import type { ModelServer, Script, ScriptedStep } from "./script.ts";

const METHOD = /\/models\/([^/:]+):(\w+)$/;

export function serveGemini(script: Script): Promise<ModelServer> {
  let count = 0;
  return listenJson(async ({ method, path, text, body, response }) => {
    const [, model, action] = METHOD.exec(path) ?? [];
    if (method !== "POST" || action === undefined) return false;
    if (action === "countTokens") {
      sendJson(response, 200, { totalTokens: 1000 });
      return true;
    }
    if (action !== "generateContent" && action !== "streamGenerateContent") return false;
    const hasTools = objectsIn(body.tools).some((tool) => objectsIn(tool.functionDeclarations).length > 0);
    const step = hasTools ? await follow(script, objectsIn(body.contents), text) : undefined;
    const answer = {
      candidates: [{ content: { role: "model", parts: [partOf(step, body, script)] }, finishReason: "STOP", index: 0 }],
      usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
      modelVersion: model,
      responseId: `response_${++count}`,
    };
    if (action === "generateContent") sendJson(response, 200, answer);
    else {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(`data: ${JSON.stringify(answer)}\n\n`);
    }
    return true;
  });
}

/** Ids of calls are optional in this API, so answers are matched to calls by their order. */
async function follow(script: Script, contents: readonly Json[], request: string): Promise<ScriptedStep | undefined> {
  const firstAnswer = contents.findIndex((content) => content.role === "model");
  const opening = contents.slice(0, firstAnswer < 0 ? contents.length : firstAnswer);
  const thread = script.threadOf(opening.map((content) => plainText(objectsIn(content.parts))).join("\n"));
  const made = new Set<string>();
  const waiting: string[] = [];
  for (const part of contents.flatMap((content) => objectsIn(content.parts))) {
    if (isObject(part.functionCall)) {
      const step = script.next(thread, made);
      if (step === undefined) continue;
      made.add(step.id);
      waiting.push(step.id);
    }
    if (isObject(part.functionResponse)) {
      const id = waiting.shift();
      const { output, error } = isObject(part.functionResponse.response) ? part.functionResponse.response : {};
      if (id !== undefined) await script.answered(id, plainText(output ?? error ?? part.functionResponse), request);
    }
  }
  return script.next(thread, made);
}

function partOf(step: ScriptedStep | undefined, body: Json, script: Script): Json {
  if (step) return { functionCall: { id: step.id, name: step.use.tool, args: step.use.input } };
  // Side requests ask for JSON, such as which model to take.
  const wantsJson = isObject(body.generationConfig) && body.generationConfig.responseMimeType === "application/json";
  return { text: wantsJson ? '{"reasoning":"scripted","model_choice":"flash"}' : script.closing };
}
