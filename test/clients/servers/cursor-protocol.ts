/**
 * The messages of Cursor's backend, taken from the installed package: its bundle keeps the generated classes in webpack
 * modules that it does not export. A copy of the bundle gets one line that hands out its module loader; the runtime
 * under test is the package as it is.
 */
import { appendFileSync, cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { clientsFolder, packageFolder } from "../install.ts";

/** A message as protobuf-es makes it: a oneof is `{ case, value }`. */
export interface Message {
  toJson(): unknown;
  readonly [field: string]: unknown;
}

interface MessageType {
  new (fields?: unknown): Message;
  readonly typeName: string;
  readonly fields: {
    list(): readonly { readonly name: string; readonly T: MessageType; readonly V: { readonly T: MessageType } }[];
  };
  fromJson(value: unknown): Message;
  fromBinary(bytes: Uint8Array): Message;
}

interface Method {
  readonly name: string;
  readonly I: MessageType;
  readonly O: MessageType;
  /** 0 is unary, 1 is server streaming. */
  readonly kind: 0 | 1 | 2 | 3;
}

interface Service {
  readonly typeName: string;
  readonly methods: Readonly<Record<string, Method>>;
}

export interface Router {
  rpc(service: { readonly typeName: string }, method: Method, implementation: (request: Message) => unknown): void;
}

export interface Protocol {
  readonly type: (name: string) => MessageType;
  readonly services: readonly Service[];
  readonly connectNodeAdapter: (options: { routes: (router: Router) => void }) => import("node:http").RequestListener;
}

interface Loader {
  readonly connectNodeAdapter: Protocol["connectNodeAdapter"];
  readonly load: ((id: string) => Readonly<Record<string, unknown>>) & {
    readonly m: Readonly<Record<string, unknown>>;
  };
}

export async function loadProtocol(version: string): Promise<Protocol> {
  const loader = (await import(pathToFileURL(copyOfBundle(version)).href)) as Loader;
  const types = new Map<string, MessageType>();
  const services: Service[] = [];
  for (const id of Object.keys(loader.load.m).filter((name) => name.includes("proto/dist/generated/"))) {
    for (const exported of Object.values(loader.load(id))) {
      if (isService(exported)) services.push(exported);
      else if (isMessageType(exported)) types.set(exported.typeName, exported);
    }
  }
  const type = (name: string) => {
    const found = types.get(name);
    if (!found) throw new Error(`@cursor/sdk has no message ${name}`);
    return found;
  };
  return { type, services, connectNodeAdapter: loader.connectNodeAdapter };
}

/** Inside the clients' folder, so that the copy finds the same dependencies. */
function copyOfBundle(version: string): string {
  const folder = join(clientsFolder(), `cursor-protocol-${version}`);
  const entry = join(folder, "loader.js");
  if (existsSync(entry)) return entry;
  const draft = `${folder}.${process.pid}`;
  cpSync(join(packageFolder("@cursor/sdk"), "dist", "esm"), join(draft, "esm"), { recursive: true });
  const bundle = join(draft, "esm", "index.js");
  const loader = /\b([A-Za-z_$][\w$]*)\.m=[A-Za-z_$]/.exec(readFileSync(bundle, "utf8"))?.[1];
  if (!loader) throw new Error("the bundle of @cursor/sdk has no module loader that is known");
  appendFileSync(bundle, `\nexport const clampdModuleLoader=${loader};\n`);
  writeFileSync(join(draft, "package.json"), '{"type":"module"}\n');
  const lines = ['export { clampdModuleLoader as load } from "./esm/index.js";'];
  lines.push('export { connectNodeAdapter } from "@connectrpc/connect-node";', "");
  writeFileSync(join(draft, "loader.js"), lines.join("\n"));
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  return entry;
}

function isService(value: unknown): value is Service {
  return has(value, "typeName") && has(value, "methods");
}

function isMessageType(value: unknown): value is MessageType {
  return has(value, "typeName") && has(value, "fields");
}

function has(value: unknown, key: string): boolean {
  return value !== null && (typeof value === "object" || typeof value === "function") && key in value;
}
