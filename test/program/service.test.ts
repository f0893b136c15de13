import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands, serveGateway, stopGateways } from "./gateway.ts";
import { bashCall, full, guard, newHome, removeHome } from "./program.ts";

const packaging = join(import.meta.dirname, "../../packaging");
const has = (program: string) => spawnSync(program, ["--version"]).error === undefined;
const canActivate =
  process.getuid?.() === 0 &&
  existsSync(full) &&
  has("systemd-socket-activate") &&
  spawnSync("unshare", ["-m", "true"]).status === 0;

/** Runs `script` where /run is empty, with a service behind /run/clampd/0/engine.sock once `start` is called. */
function inService(home: string, script: string): { readonly stdout: string; readonly stderr: string } {
  const setUp = `
    mount -t tmpfs tmpfs /run; mkdir -p /run/clampd/0 ${home}/var
    start() {
      STATE_DIRECTORY=${home}/var systemd-socket-activate -E STATE_DIRECTORY -l /run/clampd/0/engine.sock \
        ${full} engine run --user 0 >${home}/service.log 2>&1 & service=$!
      for i in $(seq 100); do [ -S /run/clampd/0/engine.sock ] && break; sleep 0.05; done
    }
    call() { ${guard} < ${home}/call >/dev/null 2>&1; echo "exit $?"; }`;
  writeFileSync(join(home, "call"), bashCall(home, "rm -rf ~"));
  const command = ["-m", "/bin/sh", "-c", `${setUp}\n${script}\n[ -z "$service" ] || kill $service; wait`];
  return spawnSync("unshare", command, { encoding: "utf8", env: { HOME: home, PATH: process.env.PATH } });
}

const records = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), "utf8").trim().split("\n"))
    : [];

describe.runIf(canActivate)("the engine as a service", { timeout: 60_000 }, () => {
  it("decides for its user, and keeps the journal where that user cannot write", () => {
    const home = newHome();
    try {
      expect(inService(home, "start; call; call").stdout).toBe("exit 2\nexit 2\n");
      expect(records(join(home, "var/journal"))).toHaveLength(2);
      expect(records(join(home, ".clampd/journal"))).toEqual([]);
    } finally {
      removeHome(home);
    }
  });

  it.each([
    ["a folder that others may write", "chmod o+w /run/clampd/0"],
    ["a folder that others may write above it", "chmod g+w /run/clampd"],
    ["a folder of another user's", "chown 12345 /run/clampd/0"],
  ])("is not asked through %s", (_name, spoil) => {
    const home = newHome();
    try {
      expect(
        inService(home, `start; ${spoil}; call; kill -9 $(cat ${home}/.clampd/run/*.lock | grep -o '[0-9]*' | head -1)`)
          .stdout,
      ).toContain("exit 2\n");
      expect(records(join(home, "var/journal"))).toEqual([]);
      expect(records(join(home, ".clampd/journal"))).toHaveLength(1);
    } finally {
      removeHome(home);
    }
  });

  it("takes bundles of the gateway and the root that the managed file names, where that user cannot write", async () => {
    const [person, home] = [newHome(), newHome()];
    try {
      const gateway = await serveGateway(person);
      const { json } = commands(person);
      const { api_key, agent_id, secret } = await json(["agent", "register", "served"]);
      const { root } = await json(["connect", gateway.url, "--name", "the person's own"]);
      const policy = join(person, "policy.json");
      writeFileSync(policy, '{ "mode": "enforce" }');
      await json(["policy", "apply", policy, "--reason", "a test"]);
      const managed = { version: 1, bundle_root: root, api_key, agent_id, secret, gateway: { url: gateway.url } };
      writeFileSync(join(home, "managed.json"), JSON.stringify(managed));
      writeFileSync(join(home, ".clampd", "guard.json"), '{ "version": 1 }');
      // An /etc of this script's own, with what the user database needs.
      const { stdout } = inService(
        home,
        `cp /etc/passwd /etc/nsswitch.conf ${home}; mount -t tmpfs -o mode=755 tmpfs /etc; cp ${home}/passwd ${home}/nsswitch.conf /etc
        mkdir /etc/clampd; cp ${home}/managed.json /etc/clampd/guard.json
        start
        for i in $(seq 200); do said=$(call); [ "$said" = "exit 2" ] && break; sleep 0.1; done; echo "$said"`,
      );
      expect(stdout).toBe("exit 2\n");
      expect(readdirSync(join(home, "var/state/bundle"))).toContain("kept.json");
      expect(existsSync(join(home, ".clampd/bundle"))).toBe(false);
    } finally {
      await stopGateways();
      removeHome(person);
      removeHome(home);
    }
  });

  it("does not start without the service manager's socket", () => {
    const ended = spawnSync(guard, ["engine", "run", "--user", "0"], {
      encoding: "utf8",
      env: { HOME: "/nonexistent" },
    });
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringContaining("LISTEN_FDS") });
  });
});

describe.runIf(has("systemd-analyze"))("the unit files", () => {
  it("are what systemd understands", () => {
    const folder = mkdtempSync(join(tmpdir(), "clampd-units-"));
    try {
      mkdirSync(folder, { recursive: true });
      for (const kind of ["socket", "service"]) {
        // The program and its user exist where the package is installed; here others stand for them.
        const text = readFileSync(join(packaging, `clampd-guard@.${kind}`), "utf8")
          .replace(/^ExecStart=\S+/m, "ExecStart=/bin/true")
          .replace(/^(User|Group)=clampd$/gm, "$1=root");
        for (const name of [`clampd-guard@.${kind}`, `clampd-guard@1000.${kind}`])
          writeFileSync(join(folder, name), text);
      }
      const files = ["clampd-guard@1000.socket", "clampd-guard@1000.service"].map((name) => join(folder, name));
      const ended = spawnSync("systemd-analyze", ["verify", ...files], { encoding: "utf8" });
      expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 0, stderr: "" });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
