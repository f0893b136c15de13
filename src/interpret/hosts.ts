import rules from "#rules";
import { DYNAMIC, type HostTarget } from "../model/effect.ts";

// Host classes are data: rules/dictionaries/hosts.toml. A pattern is a host name, or `*.name` for it and all below it.

interface HostsDictionary {
  readonly host: readonly { readonly class: string; readonly patterns: readonly string[] }[];
}

let table: ReadonlyMap<string, readonly string[]> | undefined;

/** The host of a URL, `user@host`, `host:port` or bare host, with its classes. */
export function hostTarget(raw: string): HostTarget {
  const text = raw.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  const rest = scheme === null ? text : text.slice(scheme[0].length);
  const authority = rest.split(/[/?#\\]/, 1)[0] ?? "";
  const named = authority.slice(authority.lastIndexOf("@") + 1);
  const host = canonicalHost(withoutPort(named));
  const classes = host.includes(DYNAMIC) ? [] : classesOfHost(host);
  const url = scheme === null ? undefined : text;
  const extra = [
    ...(scheme?.[1]?.toLowerCase() === "http" && !classes.includes("loopback") ? ["cleartext"] : []),
    ...(authority.includes("@") && scheme !== null && /:[^@]*@/.test(authority) ? ["credentials-in-url"] : []),
    ...(scheme !== null && /^(?:file|gopher|dict|ldap|jar|netdoc|phar|expect|tftp)$/i.test(scheme[1] ?? "")
      ? ["odd-scheme"]
      : []),
  ];
  return { raw: text, host, ...(url === undefined ? {} : { url }), classes: [...classes, ...extra] };
}

function withoutPort(authority: string): string {
  if (authority.startsWith("["))
    return authority.slice(1, authority.indexOf("]") < 0 ? undefined : authority.indexOf("]"));
  const colons = authority.split(":").length - 1;
  return colons === 1 ? (authority.split(":")[0] ?? "") : authority;
}

/** Lower case, no final dot; addresses in every notation (decimal, octal, hex, short, IPv6-mapped) as dotted quad. WHATWG URL §3.5, inet_aton(3). */
export function canonicalHost(host: string): string {
  const plain = decodeHost(host).toLowerCase().replace(/\.$/, "");
  const mapped = /^(?:0*:)*:?(?:0*:)*ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/.exec(plain);
  if (mapped !== null) {
    if (mapped[1] !== undefined) return canonicalHost(mapped[1]);
    return quad(Number.parseInt(mapped[2] ?? "0", 16) * 65536 + Number.parseInt(mapped[3] ?? "0", 16));
  }
  return ipv4(plain) ?? plain;
}

function decodeHost(host: string): string {
  const decoded = host.includes("%")
    ? host.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : host;
  // Full-width digits and ideographic full stops are the same host for a resolver (UTS 46).
  return /[^\x20-\x7e]/.test(decoded) ? decoded.normalize("NFKC").replace(/[。．｡]/g, ".") : decoded;
}

function ipv4(text: string): string | undefined {
  const parts = text.split(".");
  if (parts.length > 4 || parts.some((part) => !/^(?:0x[0-9a-f]*|\d+)$/.test(part))) return undefined;
  const numbers = parts.map((part) =>
    part.startsWith("0x")
      ? Number.parseInt(part.slice(2) || "0", 16)
      : /^0\d/.test(part)
        ? Number.parseInt(part, 8)
        : Number(part),
  );
  const last = numbers.pop() ?? 0;
  if (numbers.some((n) => n > 255) || last >= 256 ** (4 - numbers.length)) return undefined;
  return quad(numbers.reduce((sum, n, index) => sum + n * 256 ** (3 - index), last));
}

function quad(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

function classesOfHost(host: string): readonly string[] {
  const found: string[] = addressClasses(host);
  table ??= compile();
  for (let name = host; name !== ""; name = name.includes(".") ? name.slice(name.indexOf(".") + 1) : "") {
    for (const cls of table.get(name === host ? name : `*.${name}`) ?? []) if (!found.includes(cls)) found.push(cls);
  }
  return found;
}

function compile(): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, string[]>();
  const put = (key: string, cls: string) => out.set(key, [...(out.get(key) ?? []), cls]);
  for (const row of (rules.dictionaries.hosts as HostsDictionary).host) {
    for (const pattern of row.patterns) {
      put(pattern, row.class);
      if (pattern.startsWith("*.")) put(pattern.slice(2), row.class);
    }
  }
  return out;
}

/** RFC 6890 special-purpose ranges, as far as they matter for requests made from a developer's machine. */
function addressClasses(host: string): string[] {
  const octets = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host)?.slice(1).map(Number);
  if (octets !== undefined) {
    const [a = 0, b = 0] = octets;
    if (a === 127 || host === "0.0.0.0") return ["loopback"];
    if (a === 169 && b === 254) return ["link-local", "metadata"];
    if (host === "100.100.100.200" || host === "192.0.0.192") return ["metadata"];
    if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return ["private", "raw-ip"];
    if (a === 100 && b >= 64 && b < 128) return ["private", "raw-ip"];
    return ["raw-ip"];
  }
  if (host.includes(":")) {
    if (host === "::1" || /^(?:0*:){7}0*1$/.test(host)) return ["loopback"];
    if (/^fd00:ec2::254$/.test(host)) return ["metadata"];
    if (/^f[cd]/.test(host)) return ["private", "raw-ip"];
    return /^fe[89ab]/.test(host) ? ["link-local", "raw-ip"] : ["raw-ip"];
  }
  return host === "localhost" || host.endsWith(".localhost") ? ["loopback"] : [];
}
