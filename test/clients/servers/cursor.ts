/**
 * A scripted backend for Cursor's local agent runtime: Connect RPC, one server stream per conversation (RunSSE) that
 * asks the runtime for tool executions, and numbered messages back (BidiAppend).
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { listen, sendJson } from "../../../src/doctor/prove/model/http.ts";
import type { ModelServer, Script, ScriptedStep } from "../../../src/doctor/prove/model/script.ts";
import { cursor } from "../clients/cursor.ts";
import type { Place } from "../scenario.ts";
import { createInbox, type Inbox } from "./cursor-inbox.ts";
import { loadProtocol, type Message, type Protocol, type Router } from "./cursor-protocol.ts";

interface OneOf {
  readonly case: string;
  readonly value: Message;
}

const ARGUMENTS: Readonly<Record<string, string>> = {
  shell: "shellStreamArgs",
  write: "writeArgs",
  read: "readArgs",
  delete: "deleteArgs",
  mcp: "mcpArgs",
  subagent: "subagentArgs",
};
/** The last event of a streamed execution. */
const ENDS = new Set(["exit", "rejected", "permissionDenied", "backgrounded", "sandboxUnsupported"]);
const TOKEN = ['{"alg":"none"}', '{"sub":"auth0|someone","exp":4102444800}', "x"]
  .map((part) => Buffer.from(part).toString("base64url"))
  .join(".");

export async function serveCursor(script: Script, place: Place): Promise<ModelServer> {
  const protocol = await loadProtocol(cursor.version);
  const handler = protocol.connectNodeAdapter({ routes: (router) => route(router, protocol, script, place) });
  return listen((request, response) => {
    if (!answerPlainly(request, response)) handler(request, response);
  });
}

/** What the runtime asks in JSON before it speaks Connect. */
function answerPlainly({ url = "" }: IncomingMessage, response: ServerResponse): boolean {
  if (url === "/auth/exchange_user_api_key") sendJson(response, 200, { accessToken: TOKEN, refreshToken: TOKEN });
  else if (url.startsWith("/v1/models"))
    sendJson(response, 200, { items: [{ id: "scripted", displayName: "Scripted" }] });
  else if (url.startsWith("/v1/me")) {
    const createdAt = "2026-01-01T00:00:00Z";
    sendJson(response, 200, { apiKeyName: "x", userEmail: "someone@example.com", createdAt });
  } else return false;
  return true;
}

function route(router: Router, protocol: Protocol, script: Script, place: Place): void {
  const { type } = protocol;
  const inboxes = new Map<string, Inbox<Message>>();
  const inboxOf = (id: string) => {
    const inbox = inboxes.get(id) ?? createInbox<Message>();
    inboxes.set(id, inbox);
    return inbox;
  };
  const Client = type("agent.v1.AgentClientMessage");
  router.rpc(
    { typeName: "agent.v1.AgentService" },
    { name: "RunSSE", I: type("aiserver.v1.BidiRequestId"), O: type("agent.v1.AgentServerMessage"), kind: 1 },
    (request) => converse(protocol, script, place, inboxOf(String(request.requestId))),
  );
  router.rpc(
    { typeName: "aiserver.v1.BidiService" },
    {
      name: "BidiAppend",
      I: type("aiserver.v1.BidiAppendRequest"),
      O: type("aiserver.v1.BidiAppendResponse"),
      kind: 0,
    },
    (request) => {
      const id = (request.requestId as Message).requestId;
      const binary = request.dataBinary as Uint8Array | undefined;
      const bytes = binary?.length ? binary : Buffer.from(String(request.data), "hex");
      inboxOf(String(id)).put(Number(request.appendSeqno), Client.fromBinary(bytes));
      return {};
    },
  );
  // Whatever else is asked once (settings, plugins, teams) gets an empty answer.
  for (const service of protocol.services) {
    for (const method of Object.values(service.methods)) {
      if (method.kind === 0 && method.name !== "BidiAppend") router.rpc(service, method, () => ({}));
    }
  }
}

async function* converse(protocol: Protocol, script: Script, place: Place, inbox: Inbox<Message>) {
  const Server = protocol.type("agent.v1.AgentServerMessage");
  let first: OneOf;
  do first = (await inbox.take()).message as OneOf;
  while (first.case !== "runRequest");
  const thread = script.threadOf(JSON.stringify((first.value.toJson() as { readonly action?: unknown }).action ?? ""));
  const made = new Set<string>();
  let id = 0;
  for (let step = script.next(thread, made); step; step = script.next(thread, made)) {
    const message = { case: ARGUMENTS[step.use.tool], value: argumentsOf(protocol, step, place) };
    const value = { id: ++id, execId: `exec-${step.id}`, message, acceptHookAdditionalContexts: true };
    yield new Server({ message: { case: "execServerMessage", value } });
    const answer = JSON.stringify(await gather(inbox, id));
    made.add(step.id);
    await script.answered(step.id, answer, answer);
  }
  for (const message of [
    { case: "textDelta", value: { text: script.closing } },
    { case: "turnEnded", value: {} },
  ]) {
    yield new Server({ message: { case: "interactionUpdate", value: { message } } });
  }
}

/** All that the runtime sends for one execution. */
async function gather(inbox: Inbox<Message>, id: number): Promise<readonly unknown[]> {
  const parts: unknown[] = [];
  for (;;) {
    const { case: kind, value } = (await inbox.take()).message as OneOf;
    if (kind === "execClientMessage" && value.id === id) {
      const part = value.message as OneOf;
      parts.push({ [part.case]: part.value.toJson() });
      if (!/stream/i.test(part.case)) return parts;
      const events = Object.values(part.value).map((field) => (field as Partial<OneOf> | undefined)?.case);
      if (events.some((event) => event !== undefined && ENDS.has(event))) return parts;
    }
    if (kind === "execClientControlMessage") {
      const control = value.message as OneOf;
      if (control.value.id !== id) continue;
      if (control.case === "throw") return [...parts, { throw: control.value.toJson() }];
      if (control.case === "streamClose") return parts;
    }
  }
}

function argumentsOf(protocol: Protocol, { id, use }: ScriptedStep, { work }: Place): unknown {
  const input = use.input as Readonly<Record<string, string>>;
  const common = { toolCallId: id };
  switch (use.tool) {
    case "shell": {
      const { command = "" } = input;
      const name = command.split(" ")[0];
      const parsingResult = { executableCommands: [{ name, fullText: command }] };
      return { ...common, command, timeout: 20_000, workingDirectory: work, simpleCommands: [name], parsingResult };
    }
    case "mcp": {
      const { server, tool, args } = use.input as { server: string; tool: string; args: Record<string, unknown> };
      const Value = valueType(protocol);
      const values = Object.entries(args).map(([key, value]) => [key, Value.fromJson(value)]);
      const named = { name: `${server}-${tool}`, toolName: tool, providerIdentifier: server, serverIdentifier: server };
      return { ...common, ...named, args: Object.fromEntries(values) };
    }
    case "subagent":
      return { ...common, ...input, subagentType: "generalPurpose", modelId: "scripted", parentConversationId: "x" };
    default:
      return { ...common, ...input };
  }
}

/** google.protobuf.Value, found where a message has a map of it. */
function valueType(protocol: Protocol) {
  const field = protocol
    .type("agent.v1.PreToolUseRequestQuery")
    .fields.list()
    .find(({ name }) => name === "tool_input");
  const Value = field?.T.fields.list()[0]?.V.T;
  if (!Value) throw new Error("PreToolUseRequestQuery has no tool_input of values");
  return Value;
}
