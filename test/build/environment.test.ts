import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

const dist = join(import.meta.dirname, "../../dist");
const suffix = process.platform === "win32" ? ".exe" : "";
/** The launcher and what it starts; one program alone where the build had no C compiler. */
const programs = [`clampd-guard${suffix}`, `clampd-guard-full${suffix}`].filter((name) => existsSync(join(dist, name)));

/** What an agent's `env` setting, or a project's, could set to make the hook answer nothing. `{dir}` is a temp folder. */
const settings: readonly (readonly [name: string, value: string])[] = [
  ["NODE_OPTIONS", "--require {dir}/preload.cjs"],
  ["NODE_OPTIONS", "--import {dir}/preload.cjs"],
  ["NODE_OPTIONS", "--no-such-option"],
  ["NODE_OPTIONS", "--max-old-space-size=1"],
  ["NODE_PATH", "{dir}"],
  ["NODE_EXTRA_CA_CERTS", "{dir}/missing.pem"],
  ["NODE_ICU_DATA", "{dir}/missing"],
  ["NODE_DEBUG", "fs,module,net"],
  ["NODE_PENDING_DEPRECATION", "1"],
  ["NODE_TLS_REJECT_UNAUTHORIZED", "0"],
  ["OPENSSL_CONF", "{dir}/preload.cjs"],
  ["OPENSSL_MODULES", "{dir}"],
  ["SSL_CERT_FILE", "{dir}/missing.pem"],
];

describe.each(programs)("%s answers the same under a hostile environment", (name) => {
  const program = join(dist, name);
  let dir = "";
  const marker = () => join(dir, "preloaded");
  const call = JSON.stringify({
    hook_event_name: "PreToolUse",
    session_id: "s",
    cwd: tmpdir(),
    tool_name: "Bash",
    tool_input: { command: "ls" },
  });

  function run(extra: Readonly<Record<string, string>>) {
    // Too long for a socket: every call starts the full program, through the launcher too.
    const home = { HOME: join(dir, "x".repeat(120)), XDG_CONFIG_HOME: dir, XDG_STATE_HOME: dir, XDG_RUNTIME_DIR: dir };
    const result = spawnSync(program, [], {
      input: call,
      encoding: "utf8",
      env: { PATH: process.env.PATH, ...home, ...extra },
    });
    return { status: result.status, stdout: result.stdout, stderr: result.stderr };
  }

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "clampd-guard-env-"));
    writeFileSync(
      join(dir, "preload.cjs"),
      `require("fs").writeFileSync(${JSON.stringify(marker())}, ""); process.exit(0);`,
    );
  });

  beforeEach(() => rmSync(marker(), { force: true }));

  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each(settings)("%s=%s", (name, value) => {
    const plain = run({});
    expect(plain.status).toBe(0);
    expect(run({ [name]: value.replace("{dir}", dir) })).toEqual(plain);
    expect(existsSync(marker())).toBe(false);
  });
});
