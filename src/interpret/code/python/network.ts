import { CLEAN } from "../../shell/value.ts";
import * as handles from "../file-handles.ts";
import { receiver } from "../given.ts";
import type { Operation } from "../library.ts";
import { effect } from "../machine.ts";
import * as n from "../network.ts";
import { asText, fieldOf, firstText, list, NULL, object, text, UNKNOWN, type Value } from "../value.ts";

// requests (also httpx, aiohttp, urllib3), urllib, http.client, socket, smtplib, ftplib.

const socket: Operation = () => object("socket");

const accepted: Operation = (of) => list([receiver(of), UNKNOWN]);

/** http.client.HTTPSConnection(host).request(method, path, body) */
const connection =
  (scheme: string): Operation =>
  (of) =>
    object("connection", { host: text(`${scheme}://${firstText(of.args[0])}`) });
const connectionRequest: Operation = (of) => {
  const host = fieldOf(of.self, "host");
  const path = firstText(of.args[1]);
  const url = text(firstText(host) + path, asText(of.args[1]).taint);
  const body = [of.args[2] ?? of.named.get("body")].filter((one): one is Value => one !== undefined);
  return n.requested(of.machine, url, firstText(of.args[0]), body, of.at);
};

/** Servers of one's own: http.server, flask, uvicorn listen on purpose and mostly on this machine. */
const serve: Operation = (of) => {
  const [address] = of.args;
  const host = address?.kind === "list" ? firstText(address.items[0]) : undefined;
  effect(
    of.machine,
    {
      kind: "network",
      action: "listen",
      ...(host === undefined ? {} : { tags: [host === "" || host === "0.0.0.0" ? "all-interfaces" : "loopback"] }),
    },
    of.at,
  );
  return object("server");
};

const ftpStore: Operation = (of) => n.sendOver(1)(of);

/** A name that is made of data carries it to whoever answers for the domain. */
const lookup: Operation = (of) => {
  const name = asText(of.args[0]);
  if (name.taint.files.length > 0 || name.taint.environment) n.requested(of.machine, name, "DNS", [name], of.at);
  return { kind: "unknown", taint: CLEAN };
};

export const PYTHON_NETWORK: readonly (readonly [string, Operation])[] = [
  ["requests.get", n.request(0, "GET")], ["requests.head", n.request(0, "HEAD")], ["requests.options", n.request(0, "OPTIONS")],
  ["requests.post", n.request(0, "POST", [1])], ["requests.put", n.request(0, "PUT", [1])], ["requests.patch", n.request(0, "PATCH", [1])],
  ["requests.delete", n.request(0, "DELETE")], ["requests.request", n.request(1, { at: 0 })], ["requests.stream", n.request(1, { at: 0 })],
  ...["Session", "session", "Client", "AsyncClient", "ClientSession", "PoolManager"].map((name): readonly [string, Operation] => [`requests.${name}`, () => ({ kind: "library", name: "requests" })]),
  ["urllib.request.urlopen", n.request(0, { option: "method" }, [1])], ["urllib.urlopen", n.request(0, "GET", [1])], ["urllib.request.Request", n.laterRequest],
  ["urllib.request.urlretrieve", n.download(0, 1)], ["urllib.urlretrieve", n.download(0, 1)], ["wget.download", n.download(0, 1)],
  ["urllib.parse.urlencode", (of) => of.args[0]], ["urllib.parse.quote", (of) => of.args[0]],
  ["http.client.HTTPSConnection", connection("https")], ["http.client.HTTPConnection", connection("http")],
  ["socket.socket", socket], ["socket.create_connection", n.connect(0)], ["socket.create_server", (of) => n.listen({ ...of, self: object("socket") })], ["ssl.wrap_socket", (of) => of.args[0]],
  ["asyncio.open_connection", (of) => { const made = n.connect(0, 1)(of); return list([made, made]); }],
  ["http.server.HTTPServer", serve], ["http.server.ThreadingHTTPServer", serve], ["socketserver.TCPServer", serve], ["socketserver.ThreadingTCPServer", serve],
  ["smtplib.SMTP", n.connect(0)], ["smtplib.SMTP_SSL", n.connect(0)], ["ftplib.FTP", n.connect(0)], ["paramiko.SSHClient", socket],
  ["socket.gethostbyname", lookup],
]; // biome-ignore format: one table

export const PYTHON_NETWORK_METHODS: readonly (readonly [string, Operation])[] = [
  ["socket#connect", n.connect(0)], ["socket#connect_ex", n.connect(0)], ["socket#send", n.sendOver()], ["socket#sendall", n.sendOver()], ["socket#write", n.sendOver()],
  ["socket#sendto", (of) => { n.connect(1)(of); return n.sendOver()(of); }],
  ["socket#sendfile", n.sendOver()], ["socket#sendmail", n.sendOver(2)], ["socket#send_message", n.sendOver()], ["socket#storbinary", ftpStore], ["socket#storlines", ftpStore],
  ["socket#recv", n.receive], ["socket#recvfrom", n.receive], ["socket#read", n.receive], ["socket#makefile", (of) => of.self],
  ["socket#bind", (of) => { of.self?.kind === "object" && of.self.fields.set("bound", text("")); return NULL; }], ["socket#listen", n.listen], ["socket#accept", accepted],
  ["socket#fileno", (of) => of.self], ["socket#login", () => NULL], ["socket#close", () => NULL],
  ["connection#request", connectionRequest], ["connection#getresponse", (of) => of.self],
  ["server#serve_forever", () => NULL], ["response#__enter__", (of) => of.self],
  ["response#iter_content", (of) => of.self], ["response#raise_for_status", () => NULL],
  ["file#__exit__", handles.readFromFile],
]; // biome-ignore format: one table
