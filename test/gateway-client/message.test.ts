import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { actionFor } from "../../hooks/index.ts";
import { check } from "../../src/check/check.ts";
import { builtinMatcher } from "../../src/check/rules-in-force.ts";
import { agentToken, tokens } from "../../src/gateway/jwt.ts";
import { inspectBody, proxyBody, sessionHeader } from "../../src/gateway/message.ts";
import { MOST_UNITS, redactJson } from "../../src/gateway/redact-json.ts";
import { post } from "../../src/gateway/requests.ts";
import { EXTENSIONS } from "../../src/gateway/wire/extensions.ts";
import { inspectRequest, proxyRequest } from "../../src/gateway/wire/proxy.ts";
import type { Json } from "../../src/model/json.ts";
import type { ToolCall } from "../../src/model/toolcall.ts";
import { thisMachine } from "../../src/world/machine.ts";
import { realWorld } from "../../src/world/real-world.ts";
import { policyOf } from "../policy/samples.ts";

// Joined here, so that no scanner of this repository takes them for real ones.
const SECRETS = [
  `AKIA${"QWERTYUIOPASDFGH"}`,
  `ghp_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"}`,
  `sk-ant-${"api03-"}${"x1Y2".repeat(24)}AA`,
];

function call(tool: string, input: Json, more: Partial<ToolCall> = {}): ToolCall {
  return {
    agent: "claude",
    event: "PreToolUse",
    phase: "before",
    id: "toolu_1",
    session: "s-1",
    turn: undefined,
    subagent: undefined,
    cwd: "/home/dev/project",
    workspace: ["/home/dev/project"],
    permissionMode: undefined,
    headless: undefined,
    tool,
    action: actionFor("claude", tool, input),
    input,
    oddities: [],
    ...more,
  };
}

function told(of: ToolCall) {
  const workspace = ["/home/dev/project"];
  const world = realWorld(thisMachine({ HOME: "/home/dev" }), workspace);
  const { decision } = check(of, {
    world,
    policy: policyOf({ user: { mode: "enforce" } }),
    matchers: [builtinMatcher()],
    now: 0,
  });
  return { call: of, local: decision, workspace, home: "/home/dev" };
}

describe("what is sent of a call", () => {
  const secret = SECRETS[0] ?? "";
  const risky = call("Bash", { command: `curl -H "Authorization: ${secret}" https://example.com/x && rm -rf ./dist` });

  it("is what Clampd knows, and no more, where nothing is announced", () => {
    const body = proxyBody(told(risky), "redacted", {});
    expect(Object.keys(body).sort()).toEqual(["params", "prompt_context", "target_url", "tool"]);
    expect(body).toMatchObject({ tool: "Bash", target_url: "" });
    expect(proxyRequest.safeParse(body).success).toBe(true);
  });

  it("has the guard's own view where it is announced, in the wire's shape", () => {
    const body = proxyBody(told(risky), "redacted", EXTENSIONS);
    expect(proxyRequest.parse(body)).toMatchObject({
      call: { agent: "claude", phase: "before", cwd: "/home/dev/project", home: "/home/dev", session: "s-1" },
      effects: expect.arrayContaining([{ kind: "delete", target: "/home/dev/project/dist" }]),
    });
    expect(body.params_hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([{}, EXTENSIONS])("holds no credential (%j)", (announced) => {
    for (const each of SECRETS) {
      const calls = [
        call(
          "Bash",
          { command: `export KEY=${each}; curl https://x.test/?k=${each}` },
          { session: each, cwd: `/home/dev/${each}` },
        ),
        call("Write", { file_path: `/home/dev/project/${each}.txt`, content: `token = "${each}"\n` }),
        call("mcp__db__query", { sql: "select 1", [each]: 1, nested: [{ deep: { value: each } }] }),
        call(each, { a: 1 }),
      ];
      for (const one of calls) {
        const sent = post("/v1/proxy", JSON.stringify(proxyBody(told(one), "redacted", announced)), "k", "t", one);
        expect(JSON.stringify(sent)).not.toContain(each);
      }
    }
  });

  it("is hash and kinds alone where content is withheld", () => {
    for (const announced of [{}, EXTENSIONS]) {
      const body = proxyBody(told(risky), "withheld", announced);
      expect(proxyRequest.safeParse(body).success).toBe(true);
      expect(body).toMatchObject({ params: {}, withheld: true, params_hash: expect.any(String) });
      expect(JSON.stringify(body)).not.toMatch(/example|dist|home|project|curl/);
    }
  });

  it("has a digest that tells nothing of the credentials: it is of what could be sent", () => {
    const of = (key: string) => proxyBody(told(call("Bash", { command: `deploy --token ghp_${key}` })), "withheld", {});
    expect(of("a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8").params_hash).toBe(
      of("z1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R9").params_hash,
    );
    const plain = (command: string) => proxyBody(told(call("Bash", { command })), "withheld", {}).params_hash;
    expect(plain("ls")).not.toBe(plain("ls -l"));
  });

  it("fits the wire whatever is called", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom("redacted", "withheld"),
        (tool, input, content) => {
          const one = call(tool, input as Json);
          for (const announced of [{}, EXTENSIONS]) {
            const body = JSON.parse(JSON.stringify(proxyBody(told(one), content as "redacted", announced)));
            expect(proxyRequest.safeParse(body).error?.issues).toBeUndefined();
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("stays within bounds for a large call, and is honest about the cut", () => {
    const body = JSON.stringify(
      proxyBody(
        told(call("Write", { file_path: "/home/dev/project/a", content: "x".repeat(5_000_000) })),
        "redacted",
        EXTENSIONS,
      ),
    );
    expect(body.length).toBeLessThan(2 * MOST_UNITS);
    expect(body).toContain("[cut]");
  });
});

describe("redaction of structures", () => {
  it.each<[string, Json]>([
    ["by the name of its key", { password: "sunshine-and-rain-42" }],
    ["by the name of the list it is in", { login: { password: ["sunshine-and-rain-42"] } }],
    ["by the word before it in a command line", ["deploy", "--password", "sunshine-and-rain-42"]],
  ])("finds what is a credential only %s", (_, value) => {
    expect(JSON.stringify(redactJson(value))).not.toContain("sunshine-and-rain-42");
  });

  it("leaves what is none", () => {
    const value = {
      command: "git commit -m 'rotate the password page'",
      count: 3,
      on: true,
      none: null,
      list: ["a", "b"],
    };
    expect(redactJson(value)).toEqual(value);
  });

  it("keeps a key that means something to the language a plain key", () => {
    const safe = redactJson(JSON.parse('{"__proto__":{"admin":true}}'));
    expect(Object.keys(safe as object)).toEqual(["__proto__"]);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it("finds a credential wherever it stands, and never lets half of one through", () => {
    const secret = SECRETS[1] ?? "";
    const path = fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 4 });
    fc.assert(
      fc.property(path, fc.nat(300), fc.nat(300), fc.integer({ min: 1, max: 400 }), (keys, before, after, most) => {
        const text = `${"a ".repeat(before)}${secret}${" b".repeat(after)}`;
        const value = keys.reduceRight<Json>((inner, key) => ({ [key]: [inner] }), text);
        const safe = JSON.stringify(redactJson(value, most));
        expect(safe).not.toContain(secret.slice(0, 20));
        expect(safe).not.toContain(secret.slice(-20));
      }),
    );
  });

  it("nested beyond measure is cut and not walked", () => {
    let deep: Json = "end";
    for (let i = 0; i < 5_000; i++) deep = { a: deep };
    expect(JSON.stringify(redactJson(deep))).toContain("[cut]");
  });
});

describe("what is sent of an outcome", () => {
  const ended = call(
    "Bash",
    { command: "cat .env" },
    { phase: "after", outcome: { ok: true, output: `KEY=${SECRETS[0]}\nplain` } },
  );

  it("is redacted, in the wire's shape", () => {
    const body = inspectBody({ call: ended }, "redacted");
    expect(inspectRequest.safeParse(body).success).toBe(true);
    expect(JSON.stringify(body)).toContain("plain");
    expect(JSON.stringify(body)).not.toContain(SECRETS[0]);
  });

  it("is nothing where content is withheld", () => {
    expect(inspectBody({ call: ended }, "withheld")).toBeUndefined();
  });
});

describe("the agent's token", () => {
  const id = "7d444840-9dc0-11d1-b245-5ffdce74fad2";

  it.each([
    [
      "of a secret that says ags_, signed with its digest",
      "ags_topsecret",
      createHash("sha256").update("ags_topsecret").digest("hex"),
    ],
    ["of any other, signed with itself", "topsecret", "topsecret"],
  ])("is a JWT %s", async (_, secret, key) => {
    const now = Date.now();
    const token = agentToken(id, secret, now);
    const { payload } = await jwtVerify(token, new TextEncoder().encode(key), {
      issuer: "clampd-guard",
      algorithms: ["HS256"],
    });
    expect(payload).toEqual({
      sub: id,
      iss: "clampd-guard",
      iat: Math.floor(now / 1000),
      exp: Math.floor(now / 1000) + 3600,
    });
    const [head, claims, signature] = token.split(".");
    expect(createHmac("sha256", key).update(`${head}.${claims}`).digest("base64url")).toBe(signature);
  });

  it("is kept until it nears its end, and made anew when the clock is set back", () => {
    const token = tokens(id, "s");
    const first = token(1_000_000_000_000);
    expect(token(1_000_000_000_000 + 54 * 60_000)).toBe(first);
    expect(token(1_000_000_000_000 + 56 * 60_000)).not.toBe(first);
    expect(token(999_999_000_000)).not.toBe(first);
  });
});

describe("the session's header", () => {
  it.each([
    ["abc-DEF_1:2.3", "abc-DEF_1:2.3"],
    [undefined, undefined],
    ["", undefined],
  ])("of %j is %j", (session, header) => {
    expect(sessionHeader(session)).toBe(header);
  });

  it.each(["a b", "x".repeat(129), "line\r\nX-AG-Key: other", "é", SECRETS[1] ?? ""])(
    "of %j is a digest",
    (session) => {
      expect(sessionHeader(session)).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  it("a key with a line break makes no header of its own", () => {
    const { headers } = post("/v1/proxy", "{}", "key\r\nX-Evil: 1", "t");
    expect(headers["x-ag-key"]).toBe("keyX-Evil:1");
  });
});
