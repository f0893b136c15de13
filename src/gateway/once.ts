import type { Exchange } from "./answer.ts";
import { isUntrusted } from "./certificates.ts";
import type { Prepared } from "./requests.ts";

const MOST_BYTES = 256 * 1024;

/** One request on a connection of its own, by what Node has built in: a process for one call has no use for a pool. Never rejects. */
export async function exchangeOnce(address: string, request: Once): Promise<Exchange> {
  const found = await exchange(address, request, undefined);
  const tryMachine = found.kind === "failed" && isUntrusted(found.why) && performance.now() < request.deadline;
  return tryMachine ? exchange(address, request, machineCertificates()) : found;
}

type Once = Prepared & { readonly deadline: number };

function exchange(address: string, request: Once, ca: string[] | undefined): Promise<Exchange> {
  return new Promise((resolve) => {
    const fail = (why: string) => resolve({ kind: "failed", why });
    try {
      const url = new URL(address.replace(/\/+$/, "") + request.path);
      const isSafe = url.protocol === "https:";
      const { request: open } = isSafe ? process.getBuiltinModule("node:https") : process.getBuiltinModule("node:http");
      const { method, headers, body, deadline } = request;
      const outgoing = open(url, { method, headers, ...(isSafe && ca && { ca }), agent: false }, (reply) => {
        const chunks: Buffer[] = [];
        let length = 0;
        reply.on("data", (chunk: Buffer) => {
          length += chunk.length;
          if (length > MOST_BYTES) outgoing.destroy(new Error("answer too large"));
          else chunks.push(chunk);
        });
        reply.on("error", (error) => fail(nameOf(error)));
        reply.on("end", () =>
          resolve({
            kind: "reply",
            status: reply.statusCode ?? 0,
            contentType: reply.headers["content-type"],
            extensions: undefined,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      });
      outgoing.on("error", (error) => fail(nameOf(error)));
      setTimeout(
        () =>
          setImmediate(() => {
            fail("timeout");
            outgoing.destroy();
          }),
        Math.max(0, deadline - performance.now()),
      ).unref();
      outgoing.end(body);
    } catch (error) {
      fail(nameOf(error));
    }
  });
}

function machineCertificates(): string[] {
  const { getCACertificates } = process.getBuiltinModule("node:tls");
  return [...getCACertificates("default"), ...getCACertificates("system")];
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : error.message === "answer too large" ? error.message : error.name;
}
