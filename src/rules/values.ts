import type { Effect, HostTarget, PathTarget } from "../model/effect.ts";

export type Value = string | boolean | readonly string[] | undefined;

/** What an effect holds in a field as rules name it (see fields.ts); undefined where it has none. */
export function fieldValue(effect: Effect, field: string): Value {
  const read = Object.hasOwn(shortForms, field) ? shortForms[field] : undefined;
  if (read !== undefined) return read(effect);
  const value: unknown = Object.hasOwn(effect, field) ? effect[field as keyof Effect] : undefined;
  return typeof value === "string" || typeof value === "boolean" || Array.isArray(value) ? (value as Value) : undefined;
}

const shortForms: Readonly<Record<string, (effect: Effect) => Value>> = {
  scope: (effect) => placeOf(effect)?.scope,
  class: (effect) => placeOf(effect)?.classes,
  path: (effect) => placeOf(effect)?.path,
  glob: (effect) => placeOf(effect)?.glob,
  ifEmpty: (effect) => placeOf(effect)?.ifEmpty,
  host: (effect) => hostOf(effect)?.host,
  hostClass: (effect) => hostOf(effect)?.classes,
  url: (effect) => hostOf(effect)?.url,
  sourceScope: (effect) => sourceOf(effect)?.scope,
  sourceClass: (effect) => sourceOf(effect)?.classes,
  sourcePath: (effect) => sourceOf(effect)?.path,
  fileScope: (effect) => filesOf(effect)?.map((file) => file.scope),
  fileClass: (effect) => filesOf(effect)?.flatMap((file) => file.classes),
  filePath: (effect) => filesOf(effect)?.map((file) => file.path),
};

function placeOf(effect: Effect): PathTarget | undefined {
  return "target" in effect && effect.target !== undefined && "scope" in effect.target ? effect.target : undefined;
}

function hostOf(effect: Effect): HostTarget | undefined {
  if ("host" in effect) return effect.host;
  return "target" in effect && effect.target !== undefined && "host" in effect.target ? effect.target : undefined;
}

function sourceOf(effect: Effect): PathTarget | undefined {
  return effect.kind === "write" ? effect.source : undefined;
}

function filesOf(effect: Effect): readonly PathTarget[] | undefined {
  return effect.kind === "send" ? effect.files : undefined;
}
