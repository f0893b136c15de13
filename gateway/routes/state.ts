import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { BUNDLE_TYPE } from "../../src/bundle/format.ts";
import { EXTENSIONS } from "../../src/gateway/wire/extensions.ts";
import { PATHS } from "../../src/gateway/wire/paths.ts";
import { stateAnswer } from "../../src/gateway/wire/state.ts";
import { markOf } from "../bundle/bundles.ts";
import type { Gateway } from "../gateway.ts";
import type { Env } from "../http/context.ts";
import { Problem } from "../http/problem.ts";
import { answers, failures, guarded } from "./route.ts";

const bytes = (description: string) => ({ description, content: { [BUNDLE_TYPE]: { schema: z.string() } } });

/** What a guard asks to know where it stands. */
export function addState(app: OpenAPIHono<Env>, gateway: Gateway): void {
  const tags = ["guards"];
  app.openapi(
    createRoute({
      method: "get",
      path: PATHS.state,
      tags,
      summary: "The state of the agent that asks, and which bundle and policy are the newest",
      ...guarded(gateway, { kind: "agent" }),
      responses: answers(stateAnswer, "The truth at this moment"),
    }),
    async (c) => {
      const principal = c.get("principal");
      if (principal.kind !== "agent") throw new Problem("missing_permission", "this is for agents");
      const { org, agent } = principal;
      const [state, bundle] = await Promise.all([gateway.store.state(org), gateway.bundles.current(org)]);
      const { id, reason } = agent;
      return c.json(
        {
          agent: { id, state: agent.state, ...(reason === undefined ? {} : { reason }) },
          killed_all: state.killedAll,
          bundle: markOf(bundle),
          policy_version: state.policyVersion,
          extensions: { ...EXTENSIONS },
        },
        200,
      );
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: PATHS.bundle,
      tags,
      summary: "The newest signed bundle; If-None-Match is honoured",
      ...guarded(gateway, { kind: "both", permission: "read" }),
      responses: { 200: bytes("The bundle's file"), 304: { description: "It is the one that you have" }, ...failures },
    }),
    async (c) => {
      const bundle = await gateway.bundles.current(c.get("principal").org);
      if (bundle === undefined) throw new Problem("bundle_not_found", "there is no policy yet");
      const headers = { ETag: bundle.etag, "Cache-Control": "private, no-cache" };
      if (matches(c.req.header("If-None-Match"), bundle.etag)) return c.body(null, 304, headers);
      return c.body(new Uint8Array(bundle.bytes), 200, { ...headers, "Content-Type": BUNDLE_TYPE });
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: PATHS.bundleRoot,
      tags,
      summary: "The root of trust for bundles, to be pinned",
      ...guarded(gateway, { kind: "both", permission: "read" }),
      responses: answers(
        z.object({ signed: z.string(), signatures: z.array(z.object({ key: z.string(), sig: z.string() })) }),
        "The newest root, as an envelope",
      ),
    }),
    async (c) => {
      const root = await gateway.bundles.root(c.get("principal").org);
      if (root === undefined) throw new Problem("bundle_not_found", "there is no root");
      return c.json({ signed: root.signed, signatures: [...root.signatures] }, 200);
    },
  );
}

/** RFC 9110, 13.1.2: a list of tags or *, compared weakly. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((each) => each.trim() === "*" || each.trim().replace(/^W\//, "") === etag);
}
