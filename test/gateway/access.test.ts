import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorBody } from "../../src/gateway/wire/errors.ts";
import { type Guard, jwtOf, type TestGateway, testGateway } from "./gateway.ts";

interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: string;
}

/** What the gateway says of itself: every route in its OpenAPI document. */
async function routesOf(gateway: TestGateway): Promise<readonly Route[]> {
  const { body } = await gateway.call("GET", "/openapi.json", { key: "" });
  return Object.entries<Record<string, Record<string, unknown>>>(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: path.replace("{id}", randomUUID()),
      access: String(operation["x-access"]),
    })),
  );
}

/** Served beside the documented routes, for anyone. */
const PAGES = ["GET /openapi.json", "GET /docs"];

describe("access", () => {
  let gateway: TestGateway;
  let guard: Guard;
  let routes: readonly Route[];
  let keys: Record<string, string>;

  beforeAll(async () => {
    gateway = await testGateway();
    guard = await gateway.guard("laptop");
    routes = await routesOf(gateway);
    const make = async (...permissions: string[]) =>
      (await gateway.call("POST", "/v1/keys", { body: { name: "k", permissions, reason: "test" } })).body.api_key;
    keys = { read: await make("read"), write: await make("write"), kill: await make("kill") };
  });
  afterAll(() => gateway.close());

  const send = (route: Route, key: string, headers: Readonly<Record<string, string>> = {}) =>
    gateway.call(route.method, route.path, { key, headers, ...(route.method === "GET" ? {} : { body: {} }) });

  it("is said in the document of every route that the application has", () => {
    const documented = new Set(routes.map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/, ":id")}`));
    const served = new Set(
      gateway.app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`),
    );
    expect([...served].filter((each) => !documented.has(each)).sort()).toEqual([...PAGES].sort());
    expect(routes.length).toBeGreaterThan(25);
  });

  it("is open for health and nothing else", () => {
    expect(routes.filter(({ access }) => access === "open").map(({ path }) => path)).toEqual(["/health"]);
  });

  const each = async (access: RegExp, check: (route: Route) => Promise<void>) => {
    const chosen = routes.filter((route) => access.test(route.access));
    expect(chosen.length).toBeGreaterThan(0);
    for (const route of chosen) await check(route);
  };

  it("is refused everywhere without a key, and with one that is not known", () =>
    each(/agent|person|both/, async (route) => {
      const none = await send(route, "");
      expect([none.status, none.body?.error_code], `${route.method} ${route.path}`).toEqual([401, "missing_api_key"]);
      for (const wrong of [
        `ag_live_${"x".repeat(32)}`,
        "nonsense",
        `${gateway.apiKey}x`,
        gateway.apiKey.slice(0, -1),
      ]) {
        const refused = await send(route, wrong);
        expect([refused.status, refused.body?.error_code], route.path).toEqual([401, "invalid_api_key"]);
        expect(errorBody.parse(refused.body).request_id).toBe(refused.headers.get("X-Request-Id"));
      }
    }));

  it("is refused to an agent's key without its JWT, on every route of agents", () =>
    each(/agent|both/, async (route) => {
      const missing = await send(route, guard.apiKey);
      expect([missing.status, missing.body?.error_code], route.path).toEqual([401, "missing_jwt"]);
      const wrong = await send(route, guard.apiKey, { Authorization: `Bearer ${await jwtOf(guard.id, "ags_wrong")}` });
      expect([wrong.status, wrong.body?.error_code], route.path).toEqual([401, "invalid_jwt"]);
    }));

  it("is refused to agents on every route of people", () =>
    each(/^person/, async (route) => {
      const refused = await send(route, guard.apiKey, guard.headers);
      expect([refused.status, refused.body?.error_code], `${route.method} ${route.path}`).toEqual([
        403,
        "missing_permission",
      ]);
    }));

  it("is refused to people on every route that is for agents only", () =>
    each(/^agent$/, async (route) => {
      const refused = await send(route, gateway.apiKey);
      expect([refused.status, refused.body?.error_code], route.path).toEqual([403, "missing_permission"]);
    }));

  it("takes the permission that the document names, and no other one will do", () =>
    each(/read|write|kill/, async (route) => {
      const needed = route.access.split(": ")[1] ?? "";
      for (const [permission, key] of Object.entries(keys)) {
        // A stream has no end.
        if (permission === needed && route.path === "/v1/stream") continue;
        const { status, body } = await send(route, key);
        const isRefused = status === 403 && body?.error_code === "missing_permission";
        expect(isRefused, `${route.method} ${route.path} with ${permission}`).toBe(permission !== needed);
      }
    }));

  it("lets nobody make a key that may do more than their own", async () => {
    const refused = await gateway.call("POST", "/v1/keys", {
      key: keys.write,
      body: { name: "more", permissions: ["write", "kill"], reason: "test" },
    });
    expect([refused.status, refused.body.error_code]).toEqual([403, "missing_permission"]);
  });

  it("ends with the key, at once", async () => {
    const { body } = await gateway.call("POST", "/v1/keys", {
      body: { name: "k", permissions: ["read"], reason: "r" },
    });
    expect((await gateway.call("GET", "/v1/agents", { key: body.api_key })).status).toBe(200);
    await gateway.call("DELETE", `/v1/keys/${body.id}`, { body: { reason: "lost" } });
    expect((await gateway.call("GET", "/v1/agents", { key: body.api_key })).status).toBe(401);
  });
});

describe("the JWT of an agent", () => {
  let gateway: TestGateway;
  let guard: Guard;
  beforeAll(async () => {
    gateway = await testGateway();
    guard = await gateway.guard("laptop");
  });
  afterAll(() => gateway.close());

  const state = async (jwt: string) => {
    const { status, body } = await gateway.call("GET", "/v1/state", {
      key: guard.apiKey,
      headers: { Authorization: `Bearer ${jwt}` },
    });
    return status === 200 ? 200 : body.error_code;
  };
  const HOUR = 3600_000;

  it("is taken as Clampd's guard signs it", async () => {
    expect(await state(await jwtOf(guard.id, guard.secret))).toBe(200);
  });

  it.each([
    ["has expired", () => jwtOf(guard.id, guard.secret, { now: Date.now() - 2 * HOUR })],
    ["is valid for longer than an hour", () => jwtOf(guard.id, guard.secret, { seconds: 3601 })],
    ["comes from the future", () => jwtOf(guard.id, guard.secret, { now: Date.now() + HOUR, seconds: 60 })],
    ["has another issuer", () => jwtOf(guard.id, guard.secret, { issuer: "somebody" })],
    ["is for another agent", () => jwtOf(randomUUID(), guard.secret)],
    ["has another algorithm", () => jwtOf(guard.id, guard.secret, { algorithm: "HS512" })],
    ["is not signed", async () => `${(await jwtOf(guard.id, guard.secret)).split(".").slice(0, 2).join(".")}.`],
    [
      "says that it needs no signature",
      async () => {
        const [, payload] = (await jwtOf(guard.id, guard.secret)).split(".");
        return `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
      },
    ],
    ["is no JWT", async () => "nonsense"],
  ])("is refused when it %s", async (_name, make) => {
    expect(await state(await make())).toBe("invalid_jwt");
  });

  it("of another agent does not go with this agent's key", async () => {
    const other = await gateway.guard("server");
    expect(await state(await jwtOf(other.id, other.secret))).toBe("invalid_jwt");
  });

  it("that was right once is refused when it has expired", async () => {
    let now = Date.now();
    const own = await testGateway({ now: () => now });
    const agent = await own.guard("laptop");
    const ask = async () => (await own.call("GET", "/v1/state", { headers: agent.headers, key: agent.apiKey })).status;
    expect([await ask(), await ask()]).toEqual([200, 200]);
    now += 2 * HOUR;
    expect(await ask()).toBe(401);
    await own.close();
  });
});
