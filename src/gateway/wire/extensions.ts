/** What our server can do beyond Clampd's wire: announced by this header of /health and of every answer of /v1/proxy. */
export const EXTENSIONS_HEADER = "X-Clampd-Extensions";

export const EXTENSIONS = { events: 1, bundle: 1, stream: 1, state: 1 } as const;

export type Extension = keyof typeof EXTENSIONS;

export type Announced = Readonly<Partial<Record<Extension, number>>>;

export function formatExtensions(announced: Announced): string {
  return Object.entries(announced)
    .map(([name, version]) => `${name}=${version}`)
    .join(", ");
}

/** What is not understood is left out: an extension that is not known is not used. */
export function parseExtensions(header: string | null | undefined): Announced {
  const found: Partial<Record<Extension, number>> = {};
  for (const part of (header ?? "").split(",")) {
    const [name = "", version = ""] = part.trim().split("=");
    if (Object.hasOwn(EXTENSIONS, name) && /^\d{1,6}$/.test(version)) found[name as Extension] = Number(version);
  }
  return found;
}
