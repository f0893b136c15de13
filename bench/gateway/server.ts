import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { readContexts } from "../../src/contexts/read.ts";

const root = join(import.meta.dirname, "../..");

export interface BenchServer {
  readonly url: string;
  readonly pid: number;
  /** Headers of so many agents. */
  agents(count: number): Promise<readonly Readonly<Record<string, string>>[]>;
  send(method: string, path: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** The gateway as it is shipped, in a home of its own; from sources where nothing is built. */
export async function startServer(program = programHere()): Promise<BenchServer> {
  const home = mkdtempSync(join(tmpdir(), "clampd-bench-"));
  const flags = ["gateway", "--port", "0", "--log-level", "warn", "--rate", "1000000"];
  const child = spawn(process.execPath, [program, ...flags], {
    env: { ...process.env, HOME: home },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await said(child, /listening on (\S+)/);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const apiKey = readContexts(join(home, ".clampd/config.toml")).all[0]?.apiKey ?? "";
  const send = async (method: string, path: string, body?: unknown) => {
    const headers = { "X-AG-Key": apiKey, "Content-Type": "application/json" };
    const answer = await fetch(url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    url,
    pid: child.pid ?? 0,
    send,
    agents: (count) =>
      Promise.all(
        Array.from({ length: count }, async (_, i) => {
          const made = (await send("POST", "/v1/agents", { name: `bench ${i}` })) as Readonly<Record<string, string>>;
          const { agent_id = "", api_key = "", secret = "" } = made;
          return { "X-AG-Key": api_key, Authorization: `Bearer ${await jwtOf(agent_id, secret)}` };
        }),
      ),
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function programHere(): string {
  const built = join(root, "dist/hook.cjs");
  return existsSync(built) ? built : join(root, "src/main.ts");
}

function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error(`the gateway ended: ${text}`)));
    child.stdout?.on("data", (chunk) => {
      text += chunk;
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
}

function jwtOf(agent: string, secret: string): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(agent)
    .setIssuer("clampd-guard")
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(Buffer.from(createHash("sha256").update(secret).digest("hex")));
}
