import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepBundle, pinRoot } from "../../src/bundle/keep.ts";
import { keptBundle } from "../../src/bundle/kept.ts";
import { bundleFile, bundlePlaces } from "../../src/bundle/places.ts";
import type { Check } from "../../src/doctor/check.ts";
import { bundle as bundleCheck } from "../../src/doctor/checks/bundle.ts";
import { gateway as gatewayCheck } from "../../src/doctor/checks/gateway.ts";
import type { Surroundings } from "../../src/doctor/surroundings.ts";
import { thisMachine } from "../../src/world/machine.ts";
import { bundle, DAY, NOW, ROOT } from "../bundle/made.ts";

const OWN = {
  api_key: "ag_live_0123456789",
  agent_id: "7d444840-9dc0-11d1-b245-5ffdce74fad2",
  secret: "ags_0123456789",
};

let home = "";
let folder = "";
let server: Server | undefined;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "clampd-doctor-")));
  folder = join(home, ".clampd", "bundle");
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(home, { recursive: true, force: true });
});

async function said(check: Check, now = NOW): Promise<readonly string[]> {
  const machine = { ...thisMachine({ HOME: home }), accountHome: home };
  const around: Surroundings = { machine, env: {}, cwd: home, home, journal: undefined, now, root: "" };
  return (await check.look({ around, setups: [] })).map(({ weight, what }) => `${weight} ${what}`);
}

function write(policy: object): void {
  mkdirSync(join(home, ".clampd"), { recursive: true });
  writeFileSync(join(home, ".clampd", "guard.json"), JSON.stringify(policy));
}

/** A gateway that tells this of the agent, or this status and code. */
async function serve(
  answer: { state: string } | { status: number; code: string },
  extensions = "state=1",
): Promise<string> {
  server = createServer(({ url = "" }, response) => {
    const [status, body] =
      url === "/health"
        ? [200, "ok"]
        : "status" in answer
          ? [answer.status, { error: "no", error_code: answer.code, request_id: "r1" }]
          : [
              200,
              {
                agent: { id: OWN.agent_id, state: answer.state, reason: "drill" },
                ...{ killed_all: false, bundle: null, policy_version: 1, extensions: {} },
              },
            ];
    response.writeHead(status as number, { "content-type": "application/json", "x-clampd-extensions": extensions });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("the gateway", () => {
  it("is no matter where none is named, or where it answers and knows the guard", async () => {
    expect(await said(gatewayCheck)).toEqual([]);
    write({ ...OWN, gateway_url: await serve({ state: "active" }) });
    expect(await said(gatewayCheck)).toEqual([]);
  });

  it("that is an existing Clampd gateway is asked for nothing that it does not have", async () => {
    write({ ...OWN, gateway_url: await serve({ status: 404, code: "not_found" }, "") });
    expect(await said(gatewayCheck)).toEqual([]);
  });

  it.each([
    [{ status: 401, code: "invalid_api_key" }, "error no (invalid_api_key, request r1)"],
    [{ status: 500, code: "internal_error" }, "warning no (internal_error, request r1)"],
    [{ state: "killed" }, "note this guard is killed"],
  ])("that answers %j is told", async (answer, wanted) => {
    write({ ...OWN, gateway_url: await serve(answer) });
    expect(await said(gatewayCheck)).toEqual([wanted]);
  });

  it("that does not answer, cannot know the guard, or is open to all on the way is told", async () => {
    const url = await serve({ state: "active" });
    await new Promise((resolve) => server?.close(resolve));
    write({ ...OWN, gateway_url: url });
    expect(await said(gatewayCheck)).toEqual([`warning ${url} does not answer (ECONNREFUSED)`]);
    write({ ...OWN, secret: undefined, gateway_url: "http://guard.example" });
    expect(await said(gatewayCheck)).toEqual([
      "error http://guard.example is neither encrypted nor on this machine",
      "error the gateway's key, the agent's id or its secret is missing, or is none",
    ]);
  });
});

describe("the bundle", () => {
  const keep = (version: number) => keepBundle(folder, bundle({ version }), NOW);

  it("is no matter while there is none, or it is whole and in time", async () => {
    expect(await said(bundleCheck)).toEqual([]);
    pinRoot(folder, ROOT, { url: "" });
    keep(1);
    expect(await said(bundleCheck)).toEqual([]);
  });

  it("that has expired is told, and so is a root that will", async () => {
    pinRoot(folder, ROOT, { url: "" });
    keep(1);
    expect(await said(bundleCheck, NOW + 31 * DAY)).toEqual(["warning bundle version 1 expired on 2027-03-31"]);
    expect(await said(bundleCheck, NOW + 340 * DAY)).toContain("warning the root of trust expires on 2028-02-29");
    expect(await said(bundleCheck, NOW + 366 * DAY)).toContain("error the root of trust expired on 2028-02-29");
  });

  it("that is damaged is told, with what stands in for it", async () => {
    pinRoot(folder, ROOT, { url: "" });
    keep(1);
    keep(2);
    const kept = keptBundle(folder);
    writeFileSync(bundleFile(folder, kept.kind === "kept" ? kept.entry.sha256 : ""), "");
    expect(await said(bundleCheck)).toEqual([
      "warning the newest bundle's file is damaged, version 1 counts in its place",
    ]);
    writeFileSync(bundlePlaces(folder).kept, "");
    writeFileSync(bundlePlaces(folder).root, "");
    expect(await said(bundleCheck)).toEqual([
      "error the note on which bundle is in force cannot be read",
      "error the root of trust cannot be read",
    ]);
  });
});
