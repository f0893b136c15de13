import { type MessagePort, parentPort } from "node:worker_threads";
import {
  type Behaviour,
  blackHole,
  clampd09,
  closedPort,
  newer,
  TestGateway,
} from "../test/gateway-client/test-gateway.ts";

// Gateways in a thread of their own: the bench blocks its own while it times processes.

const answer = JSON.stringify((clampd09(true) as { readonly body: object }).body);

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  allows: newer(true),
  denies: clampd09(false),
  "40 ms away": { ...newer(true), delayMs: 40 } as Behaviour,
  silence: { kind: "silence" },
  "slow headers": { ...newer(true), delayMs: 3_000 } as Behaviour,
  "slow body": { kind: "half-body", text: answer },
  reset: { kind: "reset" },
  "half JSON": { kind: "text", text: answer.slice(0, answer.length >> 1) },
  "500": { kind: "answer", status: 500, body: { error: "x", error_code: "internal_error" } },
  "wrong content type": { kind: "text", text: answer, type: "text/html" },
};

/** Addresses by what answers there. */
export type Peers = Readonly<Record<string, string>>;

async function start(port: MessagePort): Promise<void> {
  const peers: Record<string, string> = {
    refused: `http://127.0.0.1:${await closedPort()}`,
    "black hole": `http://127.0.0.1:${(await blackHole()).port}`,
    "no TLS": "",
    "no such name": "http://gateway.invalid",
  };
  for (const [name, behaviour] of Object.entries(BEHAVIOURS)) {
    const gateway = new TestGateway().on("/v1/proxy", behaviour);
    // As far away for every request.
    if (name === "40 ms away") gateway.on("/health", { kind: "answer", body: {}, delayMs: 40 });
    peers[name] = (await gateway.start()).url;
  }
  peers["no TLS"] = (peers.allows ?? "").replace("http:", "https:");
  port.postMessage(peers);
}

if (parentPort !== null) await start(parentPort);
