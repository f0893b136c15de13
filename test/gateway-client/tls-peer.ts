import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { exchangeOnce } from "../../src/gateway/once.ts";
import { newTransport } from "../../src/gateway/transport.ts";

// node tls-peer.ts KEY CERT: asks an HTTPS server with that certificate in both ways that there are, and says what came of it. A process
// of its own, since what the machine trusts (SSL_CERT_FILE) is read by the TLS library once.
const [key = "", cert = ""] = process.argv.slice(2);
const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => response.end("ok"));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
const get = { method: "GET", path: "/health", headers: {} } as const;
const soon = () => performance.now() + 5_000;

const transport = newTransport(url, () => {});
const kept = [await transport.exchange({ ...get, deadline: soon() })];
await new Promise((resolve) => setTimeout(resolve, 20)); // the machine's certificates are read after the answer is given
kept.push(await transport.exchange({ ...get, deadline: soon() }));
const once = await exchangeOnce(url, { ...get, deadline: soon() });
const brief = [...kept, once].map((each) => (each.kind === "failed" ? each.why : each.body));
process.stdout.write(JSON.stringify(brief));
process.exit(0);
