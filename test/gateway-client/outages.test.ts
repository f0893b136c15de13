import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { TestEngine } from "./engine.ts";
import { type Behaviour, blackHole, clampd09, closedPort, newer, refusal, TestGateway } from "./test-gateway.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const each of cleanups.splice(0).reverse()) await each();
});

const whole = JSON.stringify((clampd09(true) as { readonly body: object }).body);

async function served(behaviour: Behaviour): Promise<string> {
  const gateway = await new TestGateway().on("/v1/proxy", behaviour).start();
  cleanups.push(() => gateway.stop());
  return gateway.url;
}

/** A certificate that nobody has signed but itself. */
function certificate(): { readonly key: string; readonly cert: string } {
  const folder = new TestEngine();
  cleanups.push(() => folder.remove());
  const [key, cert] = [join(folder.home, "key.pem"), join(folder.home, "cert.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const made = ["req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "1", "-keyout", key, "-out", cert];
  execFileSync("openssl", [...made, ...subject], { stdio: "ignore" });
  return { key, cert };
}

async function selfSigned(): Promise<string> {
  const { key, cert } = certificate();
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(whole),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

const OUTAGES: readonly (readonly [name: string, url: () => Promise<string>])[] = [
  ["refused", async () => `http://127.0.0.1:${await closedPort()}`],
  [
    "a black hole",
    async () => {
      const hole = await blackHole();
      cleanups.push(hole.close);
      return `http://127.0.0.1:${hole.port}`;
    },
  ],
  ["an address that leads nowhere", async () => "http://192.0.2.1:9"],
  ["silence", () => served({ kind: "silence" })],
  ["slow headers", () => served({ ...clampd09(true), delayMs: 3_000 } as Behaviour)],
  ["a slow body", () => served({ kind: "half-body", text: whole })],
  ["a body that ends early", () => served({ kind: "short-body", text: whole })],
  ["a reset", () => served({ kind: "reset" })],
  ["half of the JSON", () => served({ kind: "text", text: whole.slice(0, whole.length >> 1) })],
  ["no body", () => served({ kind: "text", text: "" })],
  ["500", () => served({ kind: "answer", status: 500, body: { error: "x", error_code: "internal_error" } })],
  ["500 that says allowed", () => served({ ...newer(true), status: 500 } as Behaviour)],
  ["503 of a licence", () => served(refusal(503, "license_revoked"))],
  ["a wrong content type", () => served({ kind: "text", text: whole, type: "text/html" })],
  ["no content type", () => served({ kind: "text", text: whole, type: undefined })],
  ["a page of some proxy", () => served({ kind: "text", text: "<html>Sign in</html>", type: "text/html" })],
  ["403 of some proxy", () => served({ kind: "text", status: 403, text: "<html>no</html>", type: "text/html" })],
  ["a redirect", () => served({ kind: "text", status: 302, text: "", headers: { location: "/elsewhere" } })],
  ["an answer without allowed", () => served({ kind: "answer", body: { request_id: "1", action: "pass" } })],
  ["allowed as a text", () => served(clampd09(true, { allowed: "true" }))],
  ["a list", () => served({ kind: "answer", body: [] })],
  ["an endless answer", () => served({ kind: "text", text: `"${"x".repeat(2_000_000)}"` })],
  ["404", () => served(refusal(404, "not_found"))],
  ["no TLS behind https", async () => (await served(clampd09(true))).replace("http:", "https:")],
  ["a name that does not exist", async () => "http://gateway.invalid"],
  ["an address that is none", async () => "http://[::"],
];

describe.each([...OUTAGES, ...(hasOpenssl ? [["a certificate nobody knows", selfSigned] as const] : [])])(
  "%s",
  (_, address) => {
    it.each([
      ["local", "silence"],
      ["open", "silence"],
      ["closed", "deny"],
    ] as const)("%s: %s", async (setting, verdict) => {
      const engine = new TestEngine().gateway(await address(), { when_unreachable: setting, deadline_ms: 150 });
      cleanups.push(() => engine.remove());
      await engine.start();
      expect((await engine.bash("ls")).verdict).toBe(verdict);
      expect(engine.lastRecord()).toMatchObject({ gateway: { answer: "outage" } });
      // INVARIANT: an outage never loosens.
      expect((await engine.bash("git stash drop")).verdict).toBe(setting === "closed" ? "deny" : "ask");
      expect((await engine.bash("rm -rf ~")).verdict).toBe("deny");
    });
  },
);

describe.runIf(hasOpenssl)("a certificate of the company's own", () => {
  const ask = (trusted: boolean) => {
    const { key, cert } = certificate();
    const env = { PATH: process.env.PATH, ...(trusted && { SSL_CERT_FILE: cert }) };
    const peer = join(import.meta.dirname, "tls-peer.ts");
    return JSON.parse(execFileSync(process.execPath, [peer, key, cert], { env, encoding: "utf8" }));
  };

  it("is no outage where the machine trusts it, from the second question on; cold at once", () => {
    expect(ask(true)).toEqual(["DEPTH_ZERO_SELF_SIGNED_CERT", "ok", "ok"]);
  });

  it("stays one where the machine does not", () => {
    expect(ask(false)).toEqual(Array(3).fill("DEPTH_ZERO_SELF_SIGNED_CERT"));
  });
});

describe("an outage", () => {
  async function down(section: object, top: object = {}) {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const engine = await new TestEngine().gateway(url, section, top).start();
    cleanups.push(() => engine.remove());
    return engine;
  }

  it("comes to what is said for the rule, then for its category, then in general", async () => {
    const engine = await down({
      when_unreachable: {
        default: "local",
        categories: { git: "closed" },
        rules: { "git.discard-stash": "open" },
      },
    });
    expect((await engine.bash("ls")).verdict).toBe("silence");
    expect((await engine.bash("git stash drop")).verdict).toBe("ask");
    expect((await engine.bash("git reset --hard HEAD~1")).verdict).toBe("deny");
  });

  it("is recorded and not said in observe mode", async () => {
    const engine = await down({ when_unreachable: "closed" }, { mode: "observe" });
    expect((await engine.bash("ls")).verdict).toBe("silence");
    expect(engine.lastRecord()).toMatchObject({ verdict: "allow", wouldBe: "deny", decisive: "gateway.unreachable" });
  });

  it("without keys to the gateway is one, too", async () => {
    const engine = await down({ when_unreachable: "closed" }, { secret: undefined });
    expect((await engine.bash("ls")).verdict).toBe("deny");
  });

  it("opens the breaker: the gateway is not asked for a while, and asked again later", async () => {
    const gateway = await new TestGateway().on("/v1/proxy", refusal(503, "overloaded")).start();
    cleanups.push(() => gateway.stop());
    const engine = await new TestEngine().gateway(gateway.url, { when_unreachable: "closed" }).start();
    cleanups.push(() => engine.remove());
    for (let i = 0; i < 8; i++) expect((await engine.bash("ls")).verdict).toBe("deny");
    const asked = gateway.of("/v1/proxy").length;
    expect(asked).toBeLessThan(8);
    expect(engine.lastRecord()).toMatchObject({ gateway: { detail: "paused after failures" } });
    gateway.on("/v1/proxy", clampd09(true));
    let verdict = "deny";
    while (verdict === "deny") {
      await new Promise((resolve) => setTimeout(resolve, 50));
      verdict = (await engine.bash("ls")).verdict;
    }
    expect(verdict).toBe("silence");
    expect(gateway.of("/v1/proxy").length).toBe(asked + 1);
  });
});
