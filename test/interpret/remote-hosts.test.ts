import { describe, expect, test } from "vitest";
import { effectsOf, executed, ofKind } from "./effects.ts";

describe("what runs there", () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["ssh host rm -rf x", ["rm", "-rf", "x"]],
    ["ssh -p 22 -i k -l me host rm -rf x", ["rm", "-rf", "x"]],
    ["ssh host -p 22 -t rm -rf x", ["rm", "-rf", "x"]],
    ["ssh -o BatchMode=yes -J bastion me@host 'rm -rf x'", ["rm", "-rf", "x"]],
    ["ssh ssh://me@host:22 'cd /srv && rm -rf x'", ["rm", "-rf", "x"]],
    ["echo 'rm -rf x' | ssh host", ["rm", "-rf", "x"]],
    ["ssh host <<EOF\nrm -rf x\nEOF", ["rm", "-rf", "x"]],
    ["ssh host bash -s <<EOF\nrm -rf x\nEOF", ["rm", "-rf", "x"]],
    ["sshpass -p p ssh host rm -rf x", ["rm", "-rf", "x"]],
    ["autossh -M 0 host rm -rf x", ["rm", "-rf", "x"]],
    ["plink -batch -pw p host rm -rf x", ["rm", "-rf", "x"]],
    ["mosh host -- rm -rf x", ["rm", "-rf", "x"]],
    ["pdsh -w a,b rm -rf x", ["rm", "-rf", "x"]],
  ];
  for (const [command, expected] of table)
    test(command, () => {
      expect(executed(command)).toContainEqual(expected);
      expect(ofKind(effectsOf(command), "delete")).toMatchObject([{ where: "remote", target: { scope: "remote" } }]);
    });
  test("paths there start at the home of whoever signs in", () =>
    expect(ofKind(effectsOf("ssh host cat .ssh/id_rsa"), "read")).toMatchObject([
      { where: "remote", target: { path: "/home/dev/.ssh/id_rsa" } },
    ]));
  test("the root there is a root", () =>
    expect(ofKind(effectsOf("ssh host rm -rf /"), "delete")).toMatchObject([{ target: { scope: "root" } }]));
  test("what it prints is remote", () =>
    expect(ofKind(effectsOf("ssh host cat x | sh"), "run-code").at(-1)).toMatchObject({
      source: "remote",
      host: { host: "host" },
    }));
});

describe("what runs here", () => {
  for (const command of [
    "ssh -o ProxyCommand='rm -rf x' host",
    "ssh -oProxyCommand='rm -rf x' host",
    "ssh host -o 'ProxyCommand rm -rf x'",
    "ssh -o PermitLocalCommand=yes -o LocalCommand='rm -rf x' host",
    "scp -o ProxyCommand='rm -rf x' a host:",
    "scp -S 'rm -rf x' a host:",
    "sftp host <<EOF\n!rm -rf x\nEOF",
    "lftp -c '!rm -rf x'",
  ])
    test(command, () => expect(ofKind(effectsOf(command), "delete")).toMatchObject([{ where: "local" }]));
  test("LocalCommand needs its permission", () =>
    expect(ofKind(effectsOf("ssh -o LocalCommand='rm -rf x' host"), "delete")).toEqual([]));
});

describe("copies", () => {
  const sent = (command: string) =>
    ofKind(effectsOf(command), "send").map((effect) => [effect.target.host, ...effect.files.map((file) => file.raw)]);
  const fetched = (command: string) => ofKind(effectsOf(command), "fetch").map((effect) => effect.target.host);
  const table: readonly (readonly [string, readonly (readonly string[])[], readonly string[]])[] = [
    ["scp a b me@h:/x", [["h", "a", "b"]], []],
    ["scp -P 22 -i k -o X=y a h:", [["h", "a"]], []],
    ["scp h:/etc/x .", [], ["h"]],
    ["scp a ./b:c", [], []],
    ["scp scp://me@h:22/x .", [], ["h"]],
    ["scp a [::1]:x", [["::1", "a"]], []],
    ["sftp h <<EOF\ncd /x\nput a\nget b\nEOF", [["h", "a"]], ["h"]],
    ["sftp h:/x/y .", [], ["h"]],
    ["lftp -e 'put a; bye' ftp://h", [["h", "a"]], []],
    ["lftp -c 'open h; mirror -R a b'", [["h", "a"]], []],
    ["lftp -c 'open h; mirror a b'", [], ["h"]],
    ["ftp -n <<EOF\nopen h\nput a\nEOF", [["h", "a"]], []],
    ["tftp h -c put a", [["h", "a"]], []],
    ["rclone copy a r:b", [["r", "a"]], []],
    ["rclone copy -n a r:b", [], []],
    ["rclone copy r:b a", [], ["r"]],
    ["rclone ls r:", [], []],
    ["cat a | ssh h 'cat > b'", [["h", "a"]], []],
    ["ssh h 'cat > b' < a", [["h", "a"]], []],
    ["ssh -i a h uptime", [], []],
  ];
  for (const [command, out, into] of table)
    test(command, () => {
      expect(sent(command)).toEqual(out);
      expect(fetched(command)).toEqual(into);
    });
  test("a fetched file is remote", () =>
    expect(ofKind(effectsOf("scp h:x.sh . && sh x.sh"), "run-code")[0]).toMatchObject({ source: "remote" }));
});

describe("tunnels", () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["ssh -R 80:localhost:80 h", ["remote-forward"]],
    ["ssh h -R 80:localhost:80", ["remote-forward"]],
    ["ssh -fNL 80:localhost:80 h", ["local-forward"]],
    ["ssh -L 0.0.0.0:80:a:80 h", ["local-forward", "all-interfaces"]],
    ["ssh -D 1080 h", ["dynamic-forward"]],
    ["ssh h ls -R", []],
  ];
  for (const [command, tags] of table)
    test(command, () =>
      expect(
        ofKind(effectsOf(command), "network")
          .filter((effect) => effect.action === "tunnel")
          .flatMap((effect) => effect.tags),
      ).toEqual(tags),
    );
  test("host keys unchecked", () =>
    expect(ofKind(effectsOf("ssh -o StrictHostKeyChecking=no h"), "network")[0]?.tags).toContain("host-key-unchecked"));
});
