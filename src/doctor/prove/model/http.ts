/** What the scripted model servers share: HTTP on loopback, JSON in, JSON or server-sent events out. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ModelServer } from "./script.ts";

export type Json = Readonly<Record<string, unknown>>;

/** Answers with false when the path is not known. */
export type JsonHandler = (request: {
  readonly method: string;
  readonly path: string;
  readonly text: string;
  readonly body: Json;
  readonly response: ServerResponse;
}) => Promise<boolean>;

export function listen(listener: RequestListener): Promise<ModelServer> {
  const server = createServer(listener);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const close = () => {
        server.closeAllConnections();
        server.close();
      };
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}

export function listenJson(handler: JsonHandler): Promise<ModelServer> {
  return listen(async (request, response) => {
    try {
      const text = await bodyOf(request);
      const path = new URL(request.url ?? "/", "http://localhost").pathname.replace(/\/+$/, "");
      const known = await handler({ method: request.method ?? "GET", path, text, body: objectOf(text), response });
      if (!known) sendJson(response, 404, { error: { type: "not_found_error", message: `nothing at ${path}` } });
    } catch (error) {
      if (response.headersSent) response.end();
      else sendJson(response, 500, { error: { type: "api_error", message: String(error) } });
    }
  });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

/** Named server-sent events: `[type, data]`, each data carrying its type as well. */
export function sendEvents(response: ServerResponse, events: readonly (readonly [string, Json])[]): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  for (const [type, data] of events) response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  response.end();
}

/** The readable text in a message's content, whatever its nesting. */
export function plainText(content: unknown): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map(plainText).join("\n");
  if (!isObject(content)) return "";
  return plainText(content.text ?? content.content ?? JSON.stringify(content));
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectsIn(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function objectOf(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
