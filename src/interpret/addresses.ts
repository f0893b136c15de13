// IP addresses in every notation that resolvers take. WHATWG URL 3.5 (host parser), inet_aton(3), RFC 4291, RFC 5952.

/** The dotted quad of a decimal, octal, hexadecimal or short IPv4 address; undefined for what is none. */
export function ipv4(text: string): string | undefined {
  const parts = text.split(".");
  if (parts.length > 4 || parts.some((part) => !/^(?:0x[0-9a-f]*|0[0-7]*|[1-9]\d*)$/.test(part))) return undefined;
  const numbers = parts.map((part) =>
    part.startsWith("0x")
      ? Number.parseInt(part.slice(2) || "0", 16)
      : /^0\d/.test(part)
        ? Number.parseInt(part, 8)
        : Number(part),
  );
  const [last = 0] = numbers.splice(-1);
  if (numbers.some((n) => n > 255) || last >= 256 ** (4 - numbers.length)) return undefined;
  return quad(numbers.reduce((sum, n, index) => sum + n * 256 ** (3 - index), last));
}

function quad(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

/** The eight groups of an IPv6 address, zone dropped; undefined for what is none. */
function groupsOf(text: string): readonly number[] | undefined {
  const plain = text.replace(/(?:%25|%).*$/, "");
  if (!/^[0-9a-f:.]*$/.test(plain) || !plain.includes(":")) return undefined;
  const halves = plain.split("::");
  if (halves.length > 2) return undefined;
  const parsed = halves.map((half) => (half === "" ? [] : half.split(":").flatMap(group)));
  if (parsed.some((half) => half.includes(-1))) return undefined;
  const [head = [], tail] = parsed;
  if (tail === undefined) return head.length === 8 ? head : undefined;
  const gap = 8 - head.length - tail.length;
  return gap < 1 ? undefined : [...head, ...Array.from({ length: gap }, () => 0), ...tail];
}

function group(text: string): readonly number[] {
  if (/^[0-9a-f]{1,4}$/.test(text)) return [Number.parseInt(text, 16)];
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (octets === undefined || octets.some((octet) => octet > 255)) return [-1];
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return [a * 256 + b, c * 256 + d];
}

/** Shortest text of an IPv6 address; the IPv4 address inside a mapped, compatible, translated or 6to4 one. */
export function ipv6(text: string): string | undefined {
  const groups = groupsOf(text);
  if (groups === undefined) return undefined;
  const [g0 = 0, g1 = 0, g2 = 0, , , g5 = 0, g6 = 0, g7 = 0] = groups;
  const zeros = (from: number, to: number) => groups.slice(from, to).every((value) => value === 0);
  const inner = quad(g6 * 65536 + g7);
  if (zeros(0, 5) && g5 === 0xffff) return inner;
  if (zeros(0, 4) && groups[4] === 0xffff && g5 === 0) return inner;
  if (zeros(0, 6) && g6 !== 0) return inner;
  if (g0 === 0x64 && g1 === 0xff9b && zeros(2, 6)) return inner;
  if (g0 === 0x2002) return quad(g1 * 65536 + g2);
  return shortest(groups);
}

function shortest(groups: readonly number[]): string {
  let [best, length] = [-1, 1];
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && groups[to] === 0) to++;
    if (to - from > length) [best, length] = [from, to - from];
  }
  const hex = groups.map((value) => value.toString(16));
  return best < 0 ? hex.join(":") : `${hex.slice(0, best).join(":")}::${hex.slice(best + length).join(":")}`;
}

/** RFC 6890 special-purpose ranges, as far as they matter for requests made from a developer's machine. */
export function addressClasses(host: string): readonly string[] {
  const octets = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host)?.slice(1).map(Number);
  if (octets !== undefined) {
    const [a = 0, b = 0, c = 0, d = 0] = octets;
    if (a === 127 || host === "0.0.0.0") return ["loopback"];
    if (host === "100.100.100.200" || host === "192.0.0.192" || host === "168.63.129.16") return ["metadata"];
    if (a === 169 && b === 254) return isMetadata(c, d) ? ["link-local", "metadata"] : ["link-local"];
    if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return ["private", "raw-ip"];
    if (a === 100 && b >= 64 && b < 128) return ["private", "raw-ip"];
    return ["raw-ip"];
  }
  if (!host.includes(":")) return [];
  if (host === "::1" || host === "::") return ["loopback"];
  if (host === "fd00:ec2::254" || host === "fd00:ec2::23" || host === "fd20:ce::254") return ["metadata"];
  if (/^f[cd]/.test(host)) return ["private", "raw-ip"];
  if (host.startsWith("fe80::a9fe:a9fe")) return ["metadata", "link-local"];
  return /^fe[89ab]/.test(host) ? ["link-local", "raw-ip"] : ["raw-ip"];
}

/** Instance and task metadata: EC2, GCE, Azure, OpenStack (169.254.169.254), ECS (170.2), EKS pod identity (170.23), Tencent (0.23). */
function isMetadata(c: number, d: number): boolean {
  return c === 169 || (c === 170 && (d === 2 || d === 23)) || (c === 0 && d === 23) || (c === 42 && d === 42);
}

/** The address that a wildcard DNS name carries: `10.0.0.1.nip.io`, `app-169-254-169-254.sslip.io`, `a9fea9fe.nip.io`. */
export function embeddedAddress(host: string): string | undefined {
  const written = /(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})(?=[.-])/.exec(host);
  if (written !== null)
    return ipv4(
      written
        .slice(1, 5)
        .map((part) => String(Number(part)))
        .join("."),
    );
  const hex = /(?:^|[.-])([0-9a-f]{8})\./.exec(host)?.[1];
  return hex === undefined ? undefined : quad(Number.parseInt(hex, 16));
}
