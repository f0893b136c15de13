import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { isObject } from "../../src/model/json.ts";
import { CREDENTIALS } from "../gateway-client/engine.ts";
import { type Behaviour, blackHole, clampd09, TestGateway } from "../gateway-client/test-gateway.ts";
import { asked } from "./gateway.ts";
import { journal, newHome, removeHome, warmUp } from "./program.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const each of cleanups.splice(0).reverse()) await each();
});

/** A home whose engine runs and asks the gateway at `url`. */
async function homeAt(url: string, section: object): Promise<string> {
  const home = newHome();
  cleanups.push(() => removeHome(home));
  const policy = { version: 1, mode: "enforce", ...CREDENTIALS, gateway: { url, ...section } };
  writeFileSync(join(home, ".clampd", "guard.json"), JSON.stringify(policy));
  await warmUp(home);
  return home;
}

async function served(behaviour: Behaviour | ((received: { readonly body: string }) => Behaviour)): Promise<string> {
  const gateway = await new TestGateway().on("/v1/proxy", behaviour).start();
  cleanups.push(() => gateway.stop());
  return gateway.url;
}

const COUNT = 200;
const lines = Array.from({ length: COUNT }, (_, i) => `echo ${i} `);
const isOdd = (line: string) => /echo \d*[13579] /.test(line);

describe(`${COUNT} processes at once`, { timeout: 120_000 }, () => {
  it("each get the gateway's word on their own call", async () => {
    const url = await served(({ body }) => clampd09(!isOdd(JSON.parse(body).params.command)));
    // A call that the engine has no time for asks by itself then.
    const home = await homeAt(url, { when_unreachable: "closed", deadline_ms: 3_000 });
    const said = await Promise.all(lines.map((line) => asked(home, line)));
    expect(said).toEqual(lines.map((line) => (isOdd(line) ? "deny" : "silence")));
    // None came out right by chance; one that the engine had no time for may be recorded twice.
    const answers = journal(home).map(({ gateway }) => isObject(gateway) && gateway.answer);
    expect(answers.filter((answer) => answer !== "verdict")).toEqual([]);
    expect(answers.length).toBeGreaterThanOrEqual(COUNT);
  });

  it.each([
    ["local", "silence"],
    ["open", "silence"],
    ["closed", "deny"],
  ] as const)("each get what an outage comes to, %s: %s", async (setting, verdict) => {
    const hole = await blackHole();
    cleanups.push(hole.close);
    const home = await homeAt(`http://127.0.0.1:${hole.port}`, { when_unreachable: setting });
    const said = await Promise.all(lines.map((line) => asked(home, line)));
    expect(said).toEqual(lines.map(() => verdict));
  });
});

it("a gateway that is given seconds is waited for", async () => {
  const home = await homeAt(await served({ ...clampd09(false), delayMs: 2_200 } as Behaviour), { deadline_ms: 3_000 });
  expect(await asked(home, "echo 1")).toBe("deny");
  expect(journal(home).at(-1)).toMatchObject({ gateway: { answer: "verdict", detail: "deny" } });
});
