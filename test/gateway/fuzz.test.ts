import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorBody } from "../../src/gateway/wire/errors.ts";
import { type Guard, journalLine, type TestGateway, testGateway } from "./gateway.ts";

/** Whatever is sent, to whatever route: an answer of the wire, never a 500, and nothing of what was sent in an error or a log. */
describe("hostile bodies", () => {
  let gateway: TestGateway;
  let guard: Guard;
  let routes: readonly { method: string; path: string; isAgents: boolean }[];

  beforeAll(async () => {
    const limits = { agent: 1_000_000, person: 1_000_000, failures: 1_000_000 };
    gateway = await testGateway({ rates: limits });
    guard = await gateway.guard("laptop");
    const { body } = await gateway.call("GET", "/openapi.json");
    routes = Object.entries<Record<string, Record<string, unknown>>>(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => operation.requestBody !== undefined)
        .map(([method, operation]) => ({
          method: method.toUpperCase(),
          path: path.replace("{id}", guard.id),
          isAgents: /agent|both/.test(String(operation["x-access"])),
        }))
        // A fuzzed kill would end the guard that asks.
        .filter(({ path: at }) => !/kill|suspend/.test(at)),
    );
  });
  afterAll(() => gateway.close());

  const send = (route: (typeof routes)[number], body: string, headers: Readonly<Record<string, string>> = {}) =>
    gateway.call(route.method, route.path, {
      key: route.isAgents ? guard.apiKey : gateway.apiKey,
      headers: { ...(route.isAgents ? guard.headers : {}), "Content-Type": "application/json", ...headers },
      body,
    });
  const check = (answer: Awaited<ReturnType<typeof send>>, what: string) => {
    expect(answer.status, what).not.toBe(500);
    if (answer.status >= 400) expect(errorBody.safeParse(answer.body).success, what).toBe(true);
  };
  const eachRoute = async (body: string, headers?: Readonly<Record<string, string>>) => {
    for (const route of routes) check(await send(route, body, headers), `${route.method} ${route.path}`);
  };

  it("meets routes enough", () => expect(routes.length).toBeGreaterThanOrEqual(10));

  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a number", "7"],
    ["null", "null"],
    ["an array", "[]"],
    ["deep arrays", `{"params":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    ["deep objects", `${'{"params":'.repeat(5_000)}1${"}".repeat(5_000)}`],
    [
      "a prototype",
      '{"__proto__":{"a":1},"constructor":{"prototype":{}},"tool":"Bash","params":{"__proto__":{"command":"ls"}}}',
    ],
    ["a key twice", '{"tool":"Bash","tool":"Read","params":{},"params":{"command":"ls"},"reason":"x","reason":"y"}'],
    [
      "a lone surrogate",
      '{"tool":"\\ud800","params":{"command":"\\udfff"},"text":"\\ud800","reason":"\\ud800","name":"\\ud800"}',
    ],
    [
      "NUL",
      '{"tool":"\\u0000","params":{"command":"\\u0000"},"text":"\\u0000","reason":"\\u0000 x","name":"\\u0000 x"}',
    ],
    ["huge numbers", '{"tool":"Bash","params":{"command":1e999,"timeout":-1e999},"reason":"x","events":1e308}'],
  ])("that hold %s are answered", (_name, body) => eachRoute(body));

  it("of another type, or of none, are refused", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"])
      for (const route of routes)
        expect((await send(route, "{}", { "Content-Type": type })).status, route.path).toBe(415);
  });

  it("that are too large are refused, announced or not", async () => {
    const large = `{"text":"${"x".repeat(5 * 1024 * 1024)}"}`;
    for (const route of routes) expect((await send(route, large)).status, route.path).toBe(413);
    const announced = await send(routes[0] as (typeof routes)[number], "{}", { "Content-Length": "999999999" });
    expect(announced.status).toBe(413);
  });

  it("of any JSON at all are answered", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.json({ maxDepth: 5 }), async (n, body) => {
        const route = routes[n % routes.length] as (typeof routes)[number];
        check(await send(route, body), `${route.path} ${body}`);
      }),
      { numRuns: 300 },
    );
  });

  it("of nearly the right shape are answered", async () => {
    const near = fc.record(
      {
        tool: fc.oneof(fc.constantFrom("Bash", "Write", "apply_patch", "mcp__a__b", "WebFetch"), fc.string()),
        params: fc.oneof(
          fc.dictionary(fc.constantFrom("command", "file_path", "content", "url", "input"), fc.jsonValue()),
          fc.jsonValue(),
        ),
        target_url: fc.constantFrom("", "x"),
        call: fc.oneof(
          fc.record(
            { agent: fc.constantFrom("claude", "codex", "cursor", "nobody"), cwd: fc.string() },
            { requiredKeys: ["agent"] },
          ),
          fc.jsonValue(),
        ),
        text: fc.string(),
        response_data: fc.jsonValue(),
        withheld: fc.boolean(),
        local: fc.oneof(fc.constant({ verdict: "deny", findings: [{ rule: "x", severity: "low" }] }), fc.jsonValue()),
        reason: fc.string(),
        name: fc.string(),
        permissions: fc.array(fc.constantFrom("read", "write", "own")),
        policy: fc.dictionary(fc.constantFrom("mode", "profile", "rules", "exemptions", "gateway"), fc.jsonValue()),
        events: fc.array(
          fc.record({
            id: fc.string(),
            record: fc.oneof(fc.constant(journalLine()), fc.dictionary(fc.string(), fc.jsonValue())),
          }),
        ),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(), near, async (n, body) => {
        const route = routes[n % routes.length] as (typeof routes)[number];
        check(await send(route, JSON.stringify(body)), `${route.path} ${JSON.stringify(body)}`);
      }),
      { numRuns: 600 },
    );
  });

  it("leave nothing of themselves in an error", async () => {
    const secret = "hunter2-hunter2-hunter2";
    for (const body of [
      `{"tool":{"${secret}":1}}`,
      `{"reason":["${secret}"],"name":["${secret}"]}`,
      `{"${secret}`,
      `{"policy":{"mode":"${secret}"},"reason":"x"}`,
      `{"${secret}":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
      `{"${secret}":[${"0,".repeat(300_000)}0]}`,
      `{"${secret}":"${"x".repeat(5 * 1024 * 1024)}"}`,
    ])
      for (const route of routes) expect((await send(route, body)).text, route.path).not.toContain(secret);
  });
});

describe("the log", () => {
  it("holds no key, no secret, no token, no body and no query, whatever happens", async () => {
    const gateway = await testGateway();
    const guard = await gateway.guard("laptop");
    const words = "hunter2-in-the-call";
    const as = { key: guard.apiKey, headers: guard.headers };
    await gateway.call("POST", "/v1/proxy", { ...as, body: { tool: "Bash", params: { command: `echo ${words}` } } });
    await gateway.call("POST", "/v1/proxy", { ...as, body: { tool: words } });
    await gateway.call("POST", "/v1/events", {
      ...as,
      body: { events: [{ id: "e", record: journalLine({ text: words }) }] },
    });
    await gateway.call("GET", `/v1/audit?text=${words}`);
    await gateway.call("GET", `/v1/${words}`);
    await gateway.call("GET", "/v1/agents", { key: `ag_live_${"y".repeat(32)}` });
    await gateway.call("PUT", "/v1/policy", { body: { policy: { contact: words }, reason: words } });
    // A store that fails says why in its error; the request's id is all that the client learns.
    await gateway.gateway.store.close();
    const failed = await gateway.call("GET", `/v1/audit?text=${words}`);
    expect([failed.status, failed.body.error_code]).toEqual([500, "internal_error"]);
    const log = gateway.logged();
    expect(log).toContain(failed.body.request_id);
    expect(log.split("\n").length).toBeGreaterThan(8);
    const token = guard.headers.Authorization?.split(" ")[1] ?? "";
    for (const secret of [words, gateway.apiKey, guard.apiKey, guard.secret, token, "y".repeat(32)])
      expect(log).not.toContain(secret);
    for (const answer of [failed.text]) expect(answer).not.toMatch(/store|sqlite|\.ts/i);
  });

  it("tells errors without the keys that their messages may quote", async () => {
    const { makeLog } = await import("../../gateway/log.ts");
    let text = "";
    const log = makeLog("info", {
      write: (line: string) => {
        text += line;
      },
    });
    log.error(
      {
        err: new Error(
          `bad ag_live_${"z".repeat(32)} and ags_${"z".repeat(32)} and ghp_x8Kq2Lm9Zt4Rv7Wn1Bc5Hd3Jf6Yg0PsAeUi2`,
        ),
      },
      "failed",
    );
    expect(text).toContain("bad [redacted");
    expect(text).not.toMatch(/zzzz|ghp_x8/);
  });
});
