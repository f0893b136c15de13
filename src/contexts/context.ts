import { join } from "node:path";

/** One gateway and the key to it, under a name, as kubectl's contexts are. */
export interface Context {
  readonly name: string;
  readonly url: string;
  readonly apiKey: string;
}

export interface Contexts {
  /** Name of the one that counts where none is named. */
  readonly current: string | undefined;
  readonly all: readonly Context[];
}

export const CONTEXT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

export function contextsFile(home: string): string {
  return join(home, ".clampd", "config.toml");
}

/** The address as it is kept and compared; undefined where it is none that a gateway can have. */
export function gatewayUrl(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  // A password in an address ends up in logs and on screens.
  if (!["http:", "https:"].includes(url.protocol) || url.username !== "" || url.password !== "") return undefined;
  if (url.search !== "" || url.hash !== "") return undefined;
  return url.href.replace(/\/+$/, "");
}

/** Whether what is sent there stays on the machine or is encrypted. */
export function isPrivate(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return (
    protocol === "https:" || hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

export class ContextError extends Error {}
