import rules from "#rules";
import { DYNAMIC, type HostTarget } from "../model/effect.ts";
import { addressClasses, embeddedAddress, ipv4, ipv6 } from "./addresses.ts";

// Host classes are data: rules/dictionaries/hosts.toml. A pattern is a host name, or `*.name` for it and all below it.

interface HostsDictionary {
  readonly host: readonly { readonly class: string; readonly patterns: readonly string[] }[];
}

let table: ReadonlyMap<string, readonly string[]> | undefined;

/** Schemes with which a fetch reads files or speaks other protocols than it seems to. */
const ODD_SCHEME =
  /^(?:file|gopher|dict|ldaps?|jar|netdoc|phar|php|expect|tftp|zip|ogg|ssh2|glob|data|javascript|view-source)$/i;

/** Wildcard names that mean the one address they carry; others answer now with this address and then with that. */
const ONE_ADDRESS = /\.(?:nip|sslip|xip)\.io$/;

/** The host of a URL, `user@host`, `host:port` or bare host, with its classes. */
export function hostTarget(raw: string): HostTarget {
  // Tabs and line ends inside a URL are dropped by every URL parser (WHATWG URL 4.4).
  const whole = raw.trim().replace(/[\t\r\n]/g, "");
  // `jar:http://…!/x` opens the address inside it, and something of it.
  const nested = /^(?:jar|view-source|netdoc|feed):(?=[a-z][a-z0-9+.-]*:)/i.test(whole);
  const text = nested ? whole.slice(whole.indexOf(":") + 1) : whole;
  const scheme =
    /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ??
    /^(https?|ftp|wss?):[\\/]*(?=[^\d\\/]|\d+\.)/i.exec(text) ??
    /^(file):(?=\/)/i.exec(text);
  const bare = scheme === null ? text : text.slice(scheme[0].length);
  const isFile = scheme?.[1]?.toLowerCase() === "file";
  const rest = isFile || (scheme === null && !text.startsWith("//")) ? bare : bare.replace(/^[\\/]+/, "");
  const name = scheme?.[1]?.toLowerCase();
  const authority = before(rest, /[/?#\\]/);
  const user = authority.includes("@") ? authority.slice(0, authority.lastIndexOf("@")) : "";
  const host = canonicalHost(withoutPort(authority.slice(authority.lastIndexOf("@") + 1)));
  const classes = [...classesOfHost(host), ...(scheme === null ? [] : otherReading(rest, host))];
  const url = scheme === null ? undefined : text;
  const extra = [
    ...(name === "http" && !classes.includes("loopback") ? ["cleartext"] : []),
    ...portClass(authority, name),
    ...(scheme !== null && /^[^:]+:./.test(user) ? ["credentials-in-url"] : []),
    ...(scheme !== null && /^[^:]*\.[a-z]{2,}(?::|$)/i.test(user) ? ["misleading-userinfo"] : []),
    ...(nested || (name !== undefined && ODD_SCHEME.test(name)) ? ["odd-scheme"] : []),
  ];
  return { raw: text, host, ...(url === undefined ? {} : { url }), classes: [...new Set([...classes, ...extra])] };
}

/** Ports of databases, engines and their consoles, none of which a page or an interface for people is served from. */
const INNER_PORTS = new Set(
  "22 23 25 111 135 139 445 512 513 514 873 1433 1521 2049 2181 2375 2376 2379 2380 3306 3389 4001 4243 5432 5672 5984 5985 6379 6443 7001 8500 8600 9000 9042 9092 9200 9300 10250 10255 11211 15672 27017 27018 50070".split(
    " ",
  ),
);

function portClass(authority: string, scheme: string | undefined): readonly string[] {
  const port = /:(\d{1,5})$/.exec(authority)?.[1];
  if (port !== undefined && INNER_PORTS.has(port)) return ["inner-port"];
  return /^https?$/.test(scheme ?? "") && (port === undefined || port === "80" || port === "443") ? ["web-port"] : [];
}

/**
 * Parsers disagree about `http://a\@b/`: browsers go to a, libcurl to b. The classes of the other reading count, too,
 * so that neither hides behind the other.
 */
function otherReading(rest: string, host: string): readonly string[] {
  if (!rest.includes("\\")) return [];
  const authority = before(rest, /[/?#]/);
  const other = canonicalHost(withoutPort(authority.slice(authority.lastIndexOf("@") + 1)));
  return other === host ? [] : [...classesOfHost(other).filter((cls) => cls !== "loopback"), "ambiguous-url"];
}

function withoutPort(authority: string): string {
  if (authority.startsWith("[")) return before(authority.slice(1), /\]/);
  const colons = authority.split(":").length - 1;
  return colons === 1 ? before(authority, /:/) : authority;
}

/** What stands before the first of these signs; all of it where there is none. */
function before(text: string, sign: RegExp): string {
  const at = text.search(sign);
  return at < 0 ? text : text.slice(0, at);
}

/** Lower case, no final dot; addresses in every notation as dotted quad or shortest IPv6 text. */
export function canonicalHost(host: string): string {
  const plain = decodeHost(host).toLowerCase().replace(/\.$/, "");
  return (plain.includes(":") ? ipv6(plain) : ipv4(plain)) ?? plain;
}

function decodeHost(host: string): string {
  const decoded =
    host.includes("%") && !host.includes(":")
      ? host.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : host;
  if (!/[^\x20-\x7e]/.test(decoded)) return decoded;
  // Full-width and circled digits, ideographic full stops and characters that vanish are the same host for a resolver (UTS 46).
  return decoded
    .replace(/\u00ad|\u200b|\u200c|\u200d|\u2060|\ufeff/g, "")
    .normalize("NFKC")
    .replace(/[。．｡]/g, ".");
}

function classesOfHost(host: string): readonly string[] {
  if (host === "" || host.includes(DYNAMIC)) return dynamicClasses(host);
  const found: string[] = [...addressClasses(host)];
  if (host === "localhost" || host.endsWith(".localhost")) found.push("loopback");
  found.push(...named(host));
  if (found.includes("rebinding")) {
    const address = embeddedAddress(host);
    for (const cls of address === undefined ? [] : addressClasses(address))
      if (cls !== "raw-ip" && !found.includes(cls) && (cls !== "loopback" || ONE_ADDRESS.test(host))) found.push(cls);
  }
  if (/[^\x20-\x7e]|(?:^|\.)xn--/.test(host)) found.push("unicode-host");
  return found;
}

/** A host of which only the end is known (`$SUB.webhook.site`) still has the classes of that end. */
function dynamicClasses(host: string): readonly string[] {
  const end = host.slice(host.lastIndexOf(DYNAMIC) + 1);
  const known = /^[^.]*\.(.+\..+)$/.exec(end)?.[1];
  if (known !== undefined) return named(known);
  // `http://169.254.170.2$PATH`: what comes may well begin with a slash.
  const start = host.slice(0, host.indexOf(DYNAMIC));
  return end === "" && ipv4(start) !== undefined
    ? addressClasses(start).filter((cls) => cls !== "loopback" && cls !== "private")
    : [];
}

function named(host: string): readonly string[] {
  table ??= compile();
  const found: string[] = [];
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
