import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Envelope } from "../../src/bundle/format.ts";
import { keepBundle, pinRoot } from "../../src/bundle/keep.ts";
import { keptBundle } from "../../src/bundle/kept.ts";
import { signRoot } from "../../src/bundle/sign.ts";
import { readTrust } from "../../src/bundle/trust.ts";
import { fingerprint } from "../../src/bundle/verify.ts";
import { fetchBundle } from "../../src/gateway/bundles.ts";
import { type Link, newLink } from "../../src/gateway/link.ts";
import { gatewayConfig } from "../../src/gateway/settings.ts";
import { loadBundle } from "../../src/policy/load-bundle.ts";
import { mergeLayers } from "../../src/policy/merge.ts";
import { readConfig } from "../../src/policy/read.ts";
import { bundle, DAY, KEYS, newFolder, ROOT } from "./made.ts";

const LATER = Date.now() + 300 * DAY;
const fresh = (version: number, more: object = {}) => bundle({ version, expires: LATER, ...more });
const open: { readonly server: Server; readonly link: Link }[] = [];

afterEach(() => {
  for (const { server, link } of open.splice(0)) {
    link.close();
    server.close();
  }
});

/** A server that has this root and this bundle. */
async function served(what: { root: Envelope; bundle: Buffer; asked: string[] }): Promise<Link> {
  const server = createServer(({ url = "", headers }, response) => {
    what.asked.push(url);
    const etag = `"${what.bundle.length}"`;
    if (url === "/v1/bundle/root") response.end(JSON.stringify(what.root));
    else if (headers["if-none-match"] === etag) response.writeHead(304).end();
    else response.writeHead(200, { etag }).end(what.bundle);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const said = {
    gateway_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    api_key: "ag_live_0123456789",
    agent_id: "7d444840-9dc0-11d1-b245-5ffdce74fad2",
    secret: "ags_0123456789",
  };
  const config = gatewayConfig(mergeLayers([{ layer: "managed", file: "m", config: readConfig(said).config }]));
  if (config === undefined) throw new Error("no gateway");
  const link = newLink(config, () => {});
  open.push({ server, link });
  return link;
}

const version = (folder: string) => {
  const kept = keptBundle(folder);
  return kept.kind === "kept" ? kept.bundle.version : kept.kind;
};

describe("a gateway's bundle", () => {
  it("is not taken where no root is trusted, and is where the managed file names the gateway's root", async () => {
    const folder = newFolder();
    const what = { root: ROOT, bundle: fresh(1), asked: [] };
    const link = await served(what);
    expect(await fetchBundle(link, folder, '"a"')).toBe("bundle refused: root");
    const named = (sum: string) => ({ url: "http://gateway", fingerprint: sum });
    expect(await fetchBundle(link, folder, '"a"', named("0".repeat(64)))).toBe("bundle refused: root");
    expect(readTrust(folder)).toBeUndefined();
    expect(await fetchBundle(link, folder, '"a"', named(fingerprint(ROOT)))).toBe("bundle 1 is in force");
    expect(readTrust(folder)?.pinned).toBe(fingerprint(ROOT));
    expect(await fetchBundle(link, folder, `"${what.bundle.length}"`, named(fingerprint(ROOT)))).toBeUndefined();
  });

  it("that somebody in the gateway's place made changes nothing, root or no root", async () => {
    const folder = newFolder();
    pinRoot(folder, ROOT, { url: "" });
    const stranger = signRoot(
      { version: 2, expires: LATER, rootKeys: [KEYS.stranger.publicKey], bundleKeys: [KEYS.stranger.publicKey] },
      [KEYS.stranger],
    );
    const what = { root: stranger, bundle: fresh(1), asked: [] };
    const link = await served(what);
    await fetchBundle(link, folder, '"a"');
    expect(version(folder)).toBe(1);
    what.bundle = bundle({ version: 9, expires: LATER, policy: { mode: "off" } }, [KEYS.stranger], [stranger]);
    expect(await fetchBundle(link, folder, '"b"')).toBe("bundle refused: root");
    what.bundle = bundle({ version: 9, expires: LATER, policy: { mode: "off" } }, [KEYS.stranger]);
    expect(await fetchBundle(link, folder, '"c"')).toBe("bundle refused: signature");
    expect(version(folder)).toBe(1);
  });
});

describe("a root that the managed file names", () => {
  it("may be the one that trust began with, or one that it led to when the bundle was taken", () => {
    const folder = newFolder();
    pinRoot(folder, ROOT, { url: "" });
    const second = signRoot(
      { version: 2, expires: LATER, rootKeys: [KEYS.root.publicKey], bundleKeys: [KEYS.next.publicKey] },
      [KEYS.root],
    );
    const layer = (root: Envelope) => loadBundle(folder, fingerprint(root), undefined).read?.layer;
    keepBundle(folder, fresh(1), Date.now());
    expect([layer(ROOT), layer(second)]).toEqual(["bundle", "project"]);
    keepBundle(folder, bundle({ version: 2, expires: LATER }, [KEYS.next], [second]), Date.now());
    expect([layer(ROOT), layer(second)]).toEqual(["bundle", "bundle"]);
  });
});
