import type { HostTarget } from "../../model/effect.ts";
import { hostTarget } from "../hosts.ts";
import { CLEAN, type Field } from "../shell/value.ts";
import type { Invocation } from "./program.ts";

/** Where packages come from, told by how they are named. npm-install(1), pip install, cargo-install(1), uv. */
export interface PackageSource {
  readonly source: "registry" | "url" | "git" | "path";
  readonly host?: HostTarget;
}

function packageSource(text: string): PackageSource {
  const named = text.replace(
    /^(?:@?[\w.-]+(?:\/[\w.-]+)?\s*)?@\s*(?=(?:git\+|https?:|git:|ssh:|git@|file:|github:|gitlab:|bitbucket:))/i,
    "",
  );
  if (
    /^(?:git\+|git:\/\/|ssh:\/\/|hg\+|svn\+|bzr\+)/i.test(named) ||
    /^git@/.test(named) ||
    /^https?:\/\/[^?#]*\.git(?:[#@?].*)?$/i.test(named)
  )
    return { source: "git", host: hostTarget(named.replace(/^\w+\+/, "").replace(/^git@([^:/]+):/, "ssh://git@$1/")) };
  const short = /^(github|gitlab|bitbucket|gist):/i.exec(named)?.[1]?.toLowerCase();
  if (short !== undefined)
    return {
      source: "git",
      host: hostTarget(
        short === "bitbucket"
          ? "https://bitbucket.org/"
          : short === "gist"
            ? "https://gist.github.com/"
            : `https://${short}.com/`,
      ),
    };
  if (/^(?:https?|ftp):\/\//i.test(named)) return { source: "url", host: hostTarget(named) };
  if (
    /^(?:file:|\.{0,2}\/|~\/|link:|portal:|workspace:)/.test(named) ||
    /\.(?:whl|tgz|tar\.gz|zip|deb|rpm|gem|apk|nupkg|crate)$/.test(named) ||
    named === "."
  )
    return { source: "path" };
  return { source: "registry" };
}

/** `user/repo` is GitHub for npm and its relatives (npm-install(1)), not for others; scopes begin with `@`. */
export function npmSource(text: string): PackageSource {
  return /^[A-Za-z0-9][\w-]*\/[\w.-]+(?:#.*)?$/.test(text)
    ? { source: "git", host: hostTarget("https://github.com/") }
    : packageSource(text);
}

/** A registry that a team may well use: known, internal, or on this machine. */
export function usualRegistry(host: HostTarget): boolean {
  return (
    host.classes.some((name) => /^(?:registry|internal|loopback|private)$/.test(name)) ||
    host.host.includes(".codeartifact.")
  );
}

/** Variables that name a registry; set in this call they count as the option does. pip "Configuration", npm-config(1), uv "Environment variables". */
const REGISTRY_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  python: [
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "UV_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_INDEX",
  ],
  npm: ["npm_config_registry", "NPM_CONFIG_REGISTRY"],
  yarn: ["YARN_NPM_REGISTRY_SERVER", "YARN_REGISTRY", "npm_config_registry"],
  go: ["GOPROXY"],
};

function fromEnvironment(run: Invocation, manager: string): readonly Field[] {
  const family = /^(?:pip3?|pipx|poetry|pipenv|pdm|uvx?)$/.test(manager)
    ? "python"
    : /^(?:pnpm|npx|pnpx|bun|bunx|cnpm)$/.test(manager)
      ? "npm"
      : manager;
  const names = REGISTRY_VARIABLES[family] ?? [];
  return names.flatMap((name) =>
    (run.state.variables.get(name)?.values ?? []).map((text) => ({
      text,
      quoted: true,
      glob: false,
      taint: CLEAN,
      span: run.span,
    })),
  );
}

export interface InstallDetails {
  readonly global?: boolean;
  /** Registries given by option, for this run or kept. */
  readonly registries?: readonly Field[];
  readonly tags?: readonly string[];
  readonly read?: (text: string) => PackageSource;
}

/** One effect per source, so that rules may ask for each. */
export function emitInstall(
  run: Invocation,
  manager: string,
  fields: readonly Field[],
  details: InstallDetails = {},
): void {
  const { global = false, registries = [], tags = [], read = packageSource } = details;
  const common = { kind: "install", manager, global } as const;
  const named = fields.map((field) => ({ text: field.text, from: read(field.text) }));
  const plain = named.filter(({ from }) => from.source === "registry" || from.source === "path");
  for (const { text, from } of named) {
    if (from.source === "registry" || from.source === "path") continue;
    run.emit({
      ...common,
      source: from.source,
      packages: [text],
      tags,
      ...(from.host === undefined ? {} : { host: from.host }),
    });
  }
  if (plain.length > 0 || named.length === 0)
    run.emit({
      ...common,
      source: named.length === 0 ? "manifest" : plain.every(({ from }) => from.source === "path") ? "path" : "registry",
      packages: plain.map(({ text }) => text),
      tags,
    });
  for (const field of [...registries, ...fromEnvironment(run, manager)]) {
    if (!/^(?:https?:)?\/\//i.test(field.text)) continue;
    const host = hostTarget(field.text);
    run.emit({
      ...common,
      source: "other-registry",
      packages: named.map(({ text }) => text),
      host,
      tags: usualRegistry(host) ? [...tags, "usual"] : tags,
    });
  }
}
