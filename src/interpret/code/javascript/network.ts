import { CLEAN } from "../../shell/value.ts";
import { CONSUMES, callFunction } from "../calls.ts";
import { asStream, program } from "../commands.ts";
import * as handles from "../file-handles.ts";
import * as f from "../files.ts";
import { given, receiver } from "../given.ts";
import type { LibraryCall, Operation } from "../library.ts";
import { effect } from "../machine.ts";
import * as n from "../network.ts";
import {
  asText,
  concat,
  fieldOf,
  firstText,
  NULL,
  object,
  taintOf,
  text,
  UNKNOWN,
  unknown,
  type Value,
} from "../value.ts";

// fetch, node:http(s), axios, got, node:net, WebSocket, node:dns.

/** http.request(url | options, …): sent when it is written to or ended. */
const httpRequest =
  (scheme: string): Operation =>
  (of) => {
    const [first] = of.args;
    const given =
      first?.kind === "dict"
        ? addressOf(scheme, first.entries.get("host") ?? first.entries.get("hostname"), first.entries.get("path"))
        : (first ?? UNKNOWN);
    const method = firstText(f.option(of, "method") ?? text("GET"));
    const remote = n.requested(of.machine, given, method === "POST" ? "GET" : method, [], of.at);
    return object("client-request", { url: asText(given), method: text(method) }, taintOf(remote));
  };

function addressOf(scheme: string, host: Value | undefined, path: Value | undefined): Value {
  return concat(concat(text(`${scheme}://`), asText(host)), path ?? text(""));
}

const requestWrite: Operation = (of) => {
  const { self, args } = of;
  const body = args.find((one) => one.kind !== "function");
  if (self?.kind !== "object" || body === undefined) return NULL;
  n.requested(of.machine, self.fields.get("url"), "POST", [body], of.at);
  return NULL;
};

/** A configuration object holds all: `axios({ url, method, data })`. */
const byConfiguration: Operation = (of) => {
  const first = of.args[0];
  const url = first?.kind === "dict" ? first.entries.get("url") : first;
  const method = firstText(f.option(of, "method") ?? text("GET"));
  const body = ["data", "body", "json", "form"].map((name) => f.option(of, name)).filter((one) => one !== undefined);
  return n.requested(of.machine, url, method.toUpperCase(), body as readonly Value[], of.at);
};

/** Whoever connects or is connected to gets the socket as the handler's argument. */
const connect: Operation = (of) => {
  const socket = n.connect(0, 1)({ ...of, args: of.args.filter((one) => one.kind !== "function") });
  for (const one of of.args) if (one.kind === "function") callFunction(one, [socket], new Map(), of.machine);
  return socket;
};
const server: Operation = (of) => {
  for (const one of of.args)
    if (one.kind === "function") callFunction(one, [object("socket", {}, CLEAN)], new Map(), of.machine);
  return object("server", {}, CLEAN);
};
/** An HTTP server's handler gets a request, which is no way into a shell by itself. */
const httpServer: Operation = (of) => {
  for (const one of of.args) if (one.kind === "function") callFunction(one, [UNKNOWN, UNKNOWN], new Map(), of.machine);
  return object("http-server", {}, CLEAN);
};
/** Listens without being told to. */
const serve: Operation = (of) => {
  listenPlain(of);
  return httpServer(of);
};
for (const one of [connect, server, httpServer, serve]) CONSUMES.add(one);

const listenPlain: Operation = (of) => {
  effect(of.machine, { kind: "network", action: "listen" }, of.at);
  return of.self;
};

/** `a.pipe(b)`: a file into a request is sent; a socket into a program, or back, ties it. */
const pipe: Operation = (of: LibraryCall) => {
  const [from, to] = [receiver(of), given(of)];
  const types = [from, to].map((one) => (one.kind === "object" ? one.type : one.kind));
  if (types.includes("socket")) n.tie(of);
  const into = { ...of, self: to, args: [from] };
  if (types[1] === "client-request") requestWrite(into);
  else if (types[1] === "socket") n.sendOver()(into);
  else if (types[1] === "file") handles.writeToFile({ ...into, args: [unknown(taintOf(from))] });
  else if (types[1] === "child-input") childWrite({ ...into, args: [unknown(taintOf(from))] });
  return to;
};

/** Text written to a program's input. */
const childWrite: Operation = (of) => {
  const argv = fieldOf(fieldOf(of.self, "self"), "argv");
  const stdin = asStream(of.args[0]);
  if (argv?.kind === "list" && stdin !== undefined) program(argv.items, of.machine, of.at, { stdin });
  return NULL;
};

const lookup: Operation = (of) => {
  const name = asText(of.args[0]);
  if (name.taint.files.length > 0 || name.taint.environment) n.requested(of.machine, name, "DNS", [name], of.at);
  return unknown(CLEAN);
};

const verbs = (module: string): readonly (readonly [string, Operation])[] => [
  [`${module}.get`, n.request(0, "GET")], [`${module}.head`, n.request(0, "HEAD")], [`${module}.post`, n.request(0, "POST", [1])], [`${module}.put`, n.request(0, "PUT", [1])],
  [`${module}.patch`, n.request(0, "PATCH", [1])], [`${module}.delete`, n.request(0, "DELETE")], [`${module}.request`, byConfiguration], [`${module}.create`, () => ({ kind: "library", name: module })], [module, byConfiguration],
]; // biome-ignore format: one table

export const SCRIPT_NETWORK: readonly (readonly [string, Operation])[] = [
  ["fetch", n.request(0, { option: "method" })], ["Request", (of) => n.laterRequest({ ...of, args: [given(of), f.option(of, "body") ?? NULL] })], ["navigator.sendBeacon", n.request(0, "POST", [1])],
  ...verbs("axios"), ...verbs("got"), ...verbs("ky"), ...verbs("needle"), ...verbs("request"),
  ["https.request", httpRequest("https")], ["http.request", httpRequest("http")], ["https.get", n.request(0, "GET")], ["http.get", n.request(0, "GET")],
  ["net.connect", connect], ["net.createConnection", connect], ["net.Socket", () => object("socket", {}, CLEAN)], ["tls.connect", connect], ["Deno.connect", connect],
  ["net.createServer", server], ["http.createServer", httpServer], ["https.createServer", httpServer], ["Deno.serve", serve], ["Bun.serve", serve], ["express", () => object("http-server")],
  ["dns.lookup", lookup], ["dns.resolve", lookup], ["WebSocket", (of) => { const made = n.connect(0)(of); return made; }], ["ws", (of) => n.connect(0)(of)],
]; // biome-ignore format: one table

export const SCRIPT_NETWORK_METHODS: readonly (readonly [string, Operation])[] = [
  ["client-request#write", requestWrite], ["client-request#end", requestWrite], ["socket#connect", (of) => n.connect(of.args.length > 1 ? 1 : 0, 0)({ ...of, args: of.args.filter((one) => one.kind !== "function") })],
  ["socket#write", n.sendOver()], ["socket#send", n.sendOver()], ["socket#end", n.sendOver()], ["socket#on", n.receive],
  ["server#listen", n.listen], ["http-server#listen", listenPlain],
  ["#pipe", pipe], ["#pipeTo", pipe], ["#pipeThrough", (of) => of.self], ["socket.readable", (of) => of.self], ["socket.writable", (of) => of.self], ["socket#pipe", pipe], ["file#pipe", pipe], ["unknown#pipe", pipe], ["process#pipe", pipe], ["response#pipe", pipe],
  ["child-input#write", childWrite], ["child-input#end", childWrite],
]; // biome-ignore format: one table
