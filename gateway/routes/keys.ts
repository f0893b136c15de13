import { randomUUID } from "node:crypto";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { keyList, madeKey, makeKey, withReason } from "../../src/gateway/wire/identity.ts";
import { PATHS } from "../../src/gateway/wire/paths.ts";
import { newApiKey, sha256Hex } from "../auth/keys.ts";
import type { Gateway } from "../gateway.ts";
import { mustHave } from "../http/authenticate.ts";
import type { Env } from "../http/context.ts";
import { Problem } from "../http/problem.ts";
import { actorOf, answers, body, guarded, smallBody, withId } from "./route.ts";

const tags = ["keys"];

export function addKeys(app: OpenAPIHono<Env>, gateway: Gateway): void {
  app.openapi(
    createRoute({
      method: "get",
      path: PATHS.keys,
      tags,
      summary: "All keys, without the keys themselves",
      ...guarded(gateway, { kind: "person", permission: "write" }),
      responses: answers(keyList, "The oldest first"),
    }),
    async (c) => c.json({ keys: [...(await gateway.store.listKeys(c.get("principal").org))] }, 200),
  );
  app.openapi(
    createRoute({
      method: "post",
      path: PATHS.keys,
      tags,
      summary: "Makes a key for a person or a tool; it is shown this once",
      ...guarded(gateway, { kind: "person", permission: "write" }, smallBody),
      request: body(makeKey),
      responses: answers(madeKey, "The key"),
    }),
    async (c) => {
      const { name, permissions, reason } = c.req.valid("json");
      const { org, key: own } = c.get("principal");
      // Nobody gives what they do not have.
      for (const permission of permissions) mustHave(own, permission);
      const [id, apiKey, wanted] = [randomUUID(), newApiKey(), [...new Set(permissions)]];
      const row = { id, org, name, sha256: sha256Hex(apiKey), permissions: wanted };
      await gateway.store.addKey(row, actorOf(c, reason, gateway.now()));
      gateway.directory.forgetAll();
      return c.json({ id, name, permissions: wanted, api_key: apiKey }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: "delete",
      path: withId(PATHS.key),
      tags,
      summary: "Takes a key back; open streams of it end",
      ...guarded(gateway, { kind: "person", permission: "write" }, smallBody),
      request: { params: z.object({ id: z.string().max(64) }), ...body(withReason) },
      responses: answers(z.object({ removed: z.literal(true) }), "It is gone"),
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { org } = c.get("principal");
      const removed = await gateway.store.removeKey(org, id, actorOf(c, c.req.valid("json").reason, gateway.now()));
      if (!removed) throw new Problem("key_not_found", "there is no such key");
      gateway.directory.forgetAll();
      gateway.hub.drop(id);
      return c.json({ removed: true as const }, 200);
    },
  );
}
