import type { Context, MiddlewareHandler } from "hono";
import { scanJson } from "../../hooks/json-scan.ts";
import { MAX_JSON_DEPTH } from "../../src/limits.ts";
import type { Env } from "./context.ts";
import { Problem } from "./problem.ts";

/**
 * Reads a JSON body of at most `most` bytes, before anything parses it: what nests too deeply would overflow the stack of whoever
 * walks it.
 */
export function jsonBody(most: number): MiddlewareHandler<Env> {
  return async (c, next) => {
    const type = c.req.header("Content-Type") ?? "";
    if (!/^application\/json\s*(?:;|$)/i.test(type))
      throw new Problem("unsupported_media_type", "the body must be application/json");
    const text = await readText(c, most);
    const { exceeded } = scanJson(text);
    if (exceeded !== undefined)
      throw new Problem(
        "invalid_request",
        `the body holds too many ${exceeded === "depth" ? `levels (${MAX_JSON_DEPTH} at most)` : "values"}`,
      );
    // Hono's own reader finds it there; it keeps promises, whatever its type says.
    Object.assign(c.req.bodyCache, { text: Promise.resolve(text) });
    await next();
  };
}

async function readText(c: Context<Env>, most: number): Promise<string> {
  const tooLarge = () => new Problem("body_too_large", `the body has more than ${most} bytes`, { Connection: "close" });
  const announced = Number(c.req.header("Content-Length") ?? 0);
  if (announced > most) throw tooLarge();
  // A length that is announced is kept to by the HTTP parser; without one the bytes are counted as they come.
  if (c.req.header("Content-Length") !== undefined) return c.req.text();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.length;
    if (size > most) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
