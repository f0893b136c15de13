import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { BUILD } from "./compile.ts";

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Stands in for the full program: says that it was asked, in what environment, and gives its stdin back. */
const COLD = '#!/bin/sh\necho "cold $*"\ncat\nexit 7\n';

export function writeFullProgram(folder: string, script = COLD): void {
  writeFileSync(join(folder, "clampd-guard-full"), script);
  chmodSync(join(folder, "clampd-guard-full"), 0o755);
}

export function socketIn(home: string): string {
  mkdirSync(join(home, ".clampd", "run"), { recursive: true });
  return join(home, ".clampd", "run", `engine-${BUILD}.sock`);
}

/** A server whose every connection is handed to `behave` once it has sent something. */
export async function serve(socket: string, behave: (connection: Socket, request: Buffer) => void): Promise<Server> {
  rmSync(socket, { force: true });
  const server = createServer((connection) => {
    connection.on("error", () => {});
    connection.once("data", (request) => behave(connection, request));
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socket, resolve));
  return server;
}

export function launch(
  command: readonly string[],
  { home, stdin = "", env = {} }: { home: string; stdin?: string; env?: Readonly<Record<string, string>> },
): Promise<Ended> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { PATH: process.env.PATH, HOME: home, ...env } });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk) => stdout.push(chunk));
    child.stderr.on("data", (chunk) => stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (status, signal) =>
      resolve({ status, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
  });
}
