import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ipv6 } from "../../src/interpret/addresses.ts";
import { canonicalHost, hostTarget } from "../../src/interpret/hosts.ts";

const METADATA = "169.254.169.254";

describe("one address, many spellings", () => {
  for (const spelling of [
    "http://169.254.169.254/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0XA9.0xFE.43518",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://169.16689662/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]:80/",
    "http://[0:0:0:0:0:ffff:a9fe:a9fe]/",
    "http://[::a9fe:a9fe]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://[::ffff:0:a9fe:a9fe]/",
    "http://[::ffff:169.254.169.254",
    "http://169。254。169。254/",
    "http://１６９.２５４.１６９.２５４/",
    "http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/",
    "http://%31%36%39.254.169.254/",
    "http://169.254\u200b.169.254/",
    "http://user:pass@169.254.169.254/",
    "http://169.254.169.254./",
    "http:169.254.169.254/",
    "http:///169.254.169.254/",
    "//169.254.169.254/",
    "HTTP://169.254.169.254:80/x",
    "http://169.254.\n169.254/",
  ])
    test(JSON.stringify(spelling), () => {
      expect(hostTarget(spelling).host).toBe(METADATA);
      expect(hostTarget(spelling).classes).toContain("metadata");
    });
});

describe("classes", () => {
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    ["http://169.254.169.254.nip.io/", "metadata", []],
    ["http://a9fea9fe.nip.io/", "metadata", ["loopback"]],
    ["http://x.169-254-169-254.sslip.io/", "metadata", []],
    ["http://metadata.google.internal./", "metadata", []],
    ["http://[fd00:ec2:0:0::254]/", "metadata", []],
    ["http://169.254.170.2\uFFFC", "metadata", []],
    ["http://169.254.1.1/", "link-local", ["metadata"]],
    ["http://[fe80::1%25eth0]/", "link-local", ["metadata"]],
    ["http://[fe80::a9fe:a9fe]/", "metadata", []],
    ["http://169.254.170.23/", "metadata", []],
    ["http://169.254.170.3/", "link-local", ["metadata"]],
    ["http://169.254.0.23/", "metadata", []],
    ["http://169.254.0.24/", "link-local", ["metadata"]],
    ["http://169.254.42.42/", "metadata", []],
    ["http://169.254.42.1/", "link-local", ["metadata"]],
    ["http://100.64.0.1/", "private", []],
    ["http://100.128.0.1/", "raw-ip", ["private"]],
    ["http://100.1.0.1/", "raw-ip", ["private"]],
    ["http://[fd12::1]/", "private", []],
    ["http://acme.dev\\@acme.dev/", "cleartext", ["ambiguous-url"]],
    ["http://evil.com\\@169.254.169.254/", "metadata", []],
    ["http://169.254.169.254\\@evil.com/", "metadata", []],
    ["http://127.1/", "loopback", ["raw-ip", "cleartext"]],
    ["http://0/", "loopback", []],
    ["http://[::1]:3000/", "loopback", []],
    ["http://[::ffff:127.0.0.1]/", "loopback", []],
    ["localhost:3000", "loopback", []],
    ["http://app.lvh.me:3000", "loopback", ["rebinding"]],
    ["http://127.0.0.1.nip.io:3000", "loopback", []],
    ["http://7f000001.c0a80001.rbndr.us", "rebinding", ["loopback"]],
    ["http://10.1.2.3", "private", ["loopback"]],
    ["http://172.32.0.1", "raw-ip", ["private"]],
    ["http://203.0.113.7", "raw-ip", ["private"]],
    ["http://08.1/", "cleartext", ["raw-ip", "loopback"]],
    ["https://google.com@evil.com/", "misleading-userinfo", []],
    ["https://dev:pw@acme.dev/", "credentials-in-url", ["misleading-userinfo"]],
    ["https://dev@acme.dev/", "", ["credentials-in-url", "misleading-userinfo"]],
    ["git@github.com:a/b", "code-host", ["misleading-userinfo"]],
    ["file:///etc/passwd", "odd-scheme", []],
    ["gopher://localhost:6379/_X", "odd-scheme", []],
    ["\uFFFC.webhook.site", "webhook", []],
    ["https://\uFFFC/x", "", ["webhook", "paste"]],
    ["https://notpastebin.com/", "", ["paste"]],
    ["https://pastebin.com.evil.com/", "", ["paste"]],
    ["https://xn--pple-43d.com/", "unicode-host", []],
    ["https://discord.com/api/webhooks/1/x", "chat-webhook", ["webhook"]],
  ];
  for (const [raw, has, hasNot] of table)
    test(JSON.stringify(raw), () => {
      const { classes } = hostTarget(raw);
      if (has !== "") expect(classes).toContain(has);
      for (const not of hasNot) expect(classes).not.toContain(not);
    });
});

test("an address keeps its meaning in decimal, hexadecimal and octal", () => {
  fc.assert(
    fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)), ([a, b, c, d]) => {
      const quad = `${a}.${b}.${c}.${d}`;
      const value = ((a * 256 + b) * 256 + c) * 256 + d;
      const hex = (n: number) => n.toString(16);
      expect(canonicalHost(String(value))).toBe(quad);
      expect(canonicalHost(`0x${hex(value)}`)).toBe(quad);
      expect(canonicalHost([a, b, c, d].map((n) => `0${n.toString(8)}`).join("."))).toBe(quad);
      expect(canonicalHost(`${a}.${b}.${c * 256 + d}`)).toBe(quad);
      expect(canonicalHost(`::ffff:${quad}`)).toBe(quad);
      expect(canonicalHost(`::ffff:${hex(a * 256 + b)}:${hex(c * 256 + d)}`)).toBe(quad);
    }),
  );
});

test("an IPv6 address keeps its meaning however its zeros are written", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 }), (groups) => {
      const long = groups.map((value) => value.toString(16)).join(":");
      const padded = groups.map((value) => value.toString(16).padStart(4, "0")).join(":");
      const canonical = ipv6(long);
      expect(canonical).toBeDefined();
      expect(ipv6(padded)).toBe(canonical);
      if (canonical?.includes(":")) expect(ipv6(canonical)).toBe(canonical);
    }),
  );
});

test("an empty part of an address is zero", () => expect(canonicalHost("0x.1")).toBe("0.0.0.1"));

test("what is no address stays a name", () => {
  for (const name of [
    "example.com",
    "1.2.3.4.5",
    "256.1.1.1",
    "09.1.1.1",
    "0x.example",
    "a:b",
    "1e3",
    "a::b::c",
    "::1.2.3.999",
    "1:2:3:4:5:6:7::8:9",
    "1:g::",
  ])
    expect(canonicalHost(name)).toBe(name);
});
