import { spawn } from "node:child_process";

export interface RunOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  readonly limitMs: number;
}

export interface RunResult {
  /** Undefined where it could not be started or a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no exit code. */
  readonly trouble: string | undefined;
}

const MAX_OUTPUT_UNITS = 1 << 20;

/** Runs a program to its end or to the limit; then it and all that it started are ended. Never rejects. */
export function run({ file, args, cwd, env, stdin, limitMs }: RunOptions): Promise<RunResult> {
  return new Promise((resolve) => {
    let [stdout, stderr, late] = ["", "", false];
    // A group of its own, so that what it leaves behind can be ended with it.
    const child = spawn(file, args, { cwd, env, detached: process.platform !== "win32" });
    const timer = setTimeout(() => {
      late = true;
      endGroup(child.pid);
    }, limitMs);
    const finish = (exitCode: number | undefined, trouble: string | undefined) => {
      clearTimeout(timer);
      endGroup(child.pid);
      resolve({ exitCode, stdout, stderr, trouble: late ? `it did not end within ${limitMs / 1000} s` : trouble });
    };
    child.stdout.on("data", (chunk) => {
      if (stdout.length < MAX_OUTPUT_UNITS) stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      if (stderr.length < MAX_OUTPUT_UNITS) stderr += chunk;
    });
    child.on("error", (error) => finish(undefined, error.message));
    child.on("close", (code, signal) => finish(code ?? undefined, signal === null ? undefined : `ended by ${signal}`));
    child.stdin.on("error", () => {}); // it did not want to read
    child.stdin.end(stdin ?? "");
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
}
