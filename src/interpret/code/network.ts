import { DYNAMIC, type HostTarget, type PathTarget } from "../../model/effect.ts";
import { hostTarget } from "../hosts.ts";
import { belongs, isStray } from "../programs/network-owners.ts";
import { CLEAN, joinTaint, type Taint } from "../shell/value.ts";
import { tellRemoteShell } from "./commands.ts";
import { argument, option, type Where, wrote } from "./files.ts";
import type { LibraryCall, Operation } from "./library.ts";
import { effect, type Machine, type Place } from "./machine.ts";
import {
  asNumber,
  asText,
  fieldOf,
  firstText,
  NULL,
  type ObjectValue,
  object,
  type TextValue,
  taintOf,
  text,
  unknown,
  type Value,
} from "./value.ts";

// What a library's calls send and fetch.

/** Names of what a request carries, over all libraries. */
const BODIES = ["data", "json", "files", "body", "content", "form", "multipart", "payload", "postdata", "post_data"];

/** `method` is fixed, or is an option's name or an argument's place. */
export function request(
  where: Where,
  method: string | { readonly option: string } | { readonly at: number },
  bodies: readonly Where[] = [],
): Operation {
  return (of) => {
    const url = argument(of, where) ?? of.named.get("url") ?? option(of, "url");
    const given =
      typeof method === "string" ? undefined : "option" in method ? option(of, method.option) : of.args[method.at];
    const body = [...bodies.map((one) => argument(of, one)), ...BODIES.map((name) => option(of, name))].filter(
      (one) => one !== undefined && one !== NULL,
    );
    const verb = typeof method === "string" ? method : firstText(given ?? text(body.length > 0 ? "POST" : "GET"));
    const [headers, query] = [option(of, "headers"), option(of, "params")];
    return requested(of.machine, url, verb.toUpperCase(), body as readonly Value[], of.at, { headers, query });
  };
}

export function requested(
  machine: Machine,
  url: Value | undefined,
  method: string,
  body: readonly Value[],
  at: Place,
  beside: { readonly headers?: Value | undefined; readonly query?: Value | undefined } = {},
): Value {
  const made = url?.kind === "object" ? url : undefined;
  const address = made?.fields.get("url") ?? url;
  const carried = [...body, ...[made?.fields.get("body")].filter((one) => one !== undefined)];
  const headers = beside.headers ?? made?.fields.get("headers");
  const verb = made === undefined || carried.length === 0 || method !== "GET" ? method : "POST";
  const named = asText(address);
  // A key in an address or a header is how its own service is used; a file's content there is not.
  const aside = [named, headers, beside.query].flatMap((one) => taintOf(one).files);
  const taint = carried.map((one) => taintOf(one)).reduce(joinTaint, { ...CLEAN, files: aside });
  for (const one of named.texts) {
    const target = hostTarget(one);
    if (!/^(?:GET|HEAD|OPTIONS)$/.test(verb) || carried.length > 0 || taint.files.length > 0) {
      const tags = verb.toUpperCase() === "DELETE" ? ["delete-request"] : [];
      effect(machine, { kind: "send", target, method: verb, ...sentData(taint, carried), tags }, at);
    } else effect(machine, { kind: "fetch", target, method: verb }, at);
    if (tellsSecret(target, [one.includes(DYNAMIC) ? named : undefined, beside.query], headers))
      effect(
        machine,
        { kind: "send", target, method: "url", data: "unknown", files: [], tags: ["secret-variable"] },
        at,
      );
  }
  const host = hostTarget(named.texts[0]);
  return object("response", { url: { ...named, taint: CLEAN } }, { ...CLEAN, remote: host });
}

/** A secret variable in an address or a query whose service it is not, or a company's key in a header to another. */
function tellsSecret(target: HostTarget, query: readonly (Value | undefined)[], headers: Value | undefined): boolean {
  if (target.host === DYNAMIC || target.raw.startsWith(DYNAMIC)) return false;
  const names = query.flatMap((one) => taintOf(one).secrets ?? []);
  return (names.length > 0 && !belongs(names, target)) || isStray(taintOf(headers), target);
}

function sentData(
  taint: Taint,
  body: readonly Value[],
): {
  readonly data: "file" | "text" | "environment" | "output" | "unknown";
  readonly files: readonly PathTarget[];
  readonly text?: string;
} {
  const known = body.map((one) => asText(one)).find((one) => one.texts.length === 1 && one.texts[0] !== DYNAMIC);
  const data =
    taint.files.length > 0
      ? "file"
      : taint.environment
        ? "environment"
        : taint.output
          ? "output"
          : body.length > 0
            ? "text"
            : "unknown";
  return { data, files: [...new Set(taint.files)], ...(known === undefined ? {} : { text: known.texts[0] }) };
}

/** Fetches into a file: `urllib.request.urlretrieve`. */
export function download(where: Where, to: Where): Operation {
  return (of) => {
    const response = requested(of.machine, argument(of, where), "GET", [], of.at);
    const file = argument(of, to) ?? of.named.get("out");
    if (file !== undefined) wrote(of.machine, file, "truncate", unknown(taintOf(response)), of.at);
    return response;
  };
}

/** A request that is made now and sent later (`urllib.request.Request(url, data=…)`). */
export const laterRequest: Operation = (of) => {
  const body = of.args[1] ?? option(of, "data");
  const isBody = body !== undefined && body !== NULL && body.kind !== "dict";
  const headers = of.args[2] ?? option(of, "headers");
  const url = of.args[0] ?? option(of, "url") ?? text(DYNAMIC);
  return object("request", { url, ...(isBody ? { body } : {}), ...(headers === undefined ? {} : { headers }) });
};

/** A socket or a connection object to an address, given as host and port or as a pair of them. */
export function connect(host: Where, port?: Where): (of: LibraryCall) => ObjectValue {
  return (of) => {
    const { machine, at } = of;
    const given = argument(of, host) ?? of.named.get("address") ?? option(of, "host");
    const [first, second] =
      given?.kind === "list" ? given.items : [given, port === undefined ? undefined : argument(of, port)];
    const address = addressOf(first, second ?? option(of, "port"), given);
    machine.remote.socket = "connected";
    const socket = of.self?.kind === "object" ? of.self : object("socket", {}, CLEAN);
    socket.fields.set("host", address);
    for (const one of address.texts) {
      const target = hostTarget(one);
      machine.remote.away ||= !target.classes.includes("loopback");
      effect(machine, { kind: "network", action: "connect", target }, at);
    }
    tellRemoteShell(machine, at);
    return socket;
  };
}

function addressOf(host: Value | undefined, port: Value | undefined, options: Value | undefined): TextValue {
  if (options?.kind === "dict")
    return asText(options.entries.get("host") ?? options.entries.get("hostname") ?? text("localhost"));
  if (asNumber(host) !== undefined) return asText(port?.kind === "text" ? port : text("localhost"));
  return asText(host);
}

export const listen: Operation = (of) => {
  of.machine.remote.socket ??= "listening";
  effect(of.machine, { kind: "network", action: "listen" }, of.at);
  tellRemoteShell(of.machine, of.at);
  return of.self ?? object("socket");
};

/** Text sent over an open connection. */
export function sendOver(where: Where = 0): Operation {
  return (of) => {
    const body = argument(of, where);
    const taint = taintOf(body);
    const host = fieldOf(of.self, "host");
    if (host === undefined) return undefined;
    for (const one of asText(host).texts)
      effect(
        of.machine,
        { kind: "send", target: hostTarget(one), method: "", ...sentData(taint, body === undefined ? [] : [body]) },
        of.at,
      );
    return NULL;
  };
}

/** What comes in over an open connection. */
export const receive: Operation = (of) => {
  const host = fieldOf(of.self, "host");
  return unknown({ ...CLEAN, remote: hostTarget(firstText(host)) });
};

/** One end is tied to the other: `os.dup2(s.fileno(), 0)`, `socket.pipe(shell.stdin)`. */
export const tie: Operation = (of: LibraryCall) => {
  of.machine.remote.tied = true;
  tellRemoteShell(of.machine, of.at);
  return of.args[0] ?? NULL;
};
