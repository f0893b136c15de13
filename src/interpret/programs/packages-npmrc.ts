import { hostTarget } from "../hosts.ts";
import type { Field } from "../shell/value.ts";
import { usualRegistry } from "./packages-source.ts";
import type { Invocation } from "./program.ts";
import { orEmpty } from "./text-of.ts";

/** npm-config(1): credentials, registry, certificate checks, the shell and hooks of scripts. */
export function configure(_run: Invocation, operands: readonly Field[]) {
  const words = operands.map((field) => field.text);
  if (/^(?:get|list|ls|delete|rm|edit|fix)$/.test(orEmpty(words[0]))) return undefined;
  const pairs = words[0] === "set" ? words.slice(1) : words;
  const joined = /^([^=]+)=(.*)$/s.exec(orEmpty(pairs[0]));
  const [key, value] =
    joined === null ? [orEmpty(pairs[0]), orEmpty(pairs[1])] : [orEmpty(joined[1]), orEmpty(joined[2])];
  const common = {
    kind: "cloud",
    provider: "npm",
    action: "modify",
    name: key,
    all: false,
    production: false,
  } as const;
  if (/:?_(?:authToken|auth|password)$/i.test(key) || /^npmAuthToken$/i.test(key))
    return { ...common, resource: "registry-credential" };
  if (/^(?:strict-ssl|enableStrictSsl)$/i.test(key) && value === "false")
    return { ...common, resource: "certificate-check" };
  if (/(?:^|:)registry$|^npmRegistryServer$/i.test(key) && value !== "")
    return usualRegistry(hostTarget(value)) ? undefined : { ...common, resource: "registry", name: value };
  if (/^(?:script-shell|onload-script|node-options|shell|git)$/i.test(key))
    return { ...common, resource: "script-shell", name: value };
  return undefined;
}
