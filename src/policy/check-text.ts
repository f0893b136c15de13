import type { Node } from "jsonc-parser";
import { isObject } from "../model/json.ts";
import { nearest, type Problem } from "../rules/problems.ts";
import { withoutComments } from "./comments.ts";
import { findNode, placeAt, readTree, repeatedKeys } from "./json-place.ts";
import type { Layer } from "./layer.ts";
import { readConfig } from "./read.ts";
import { type Complaint, unknownNames } from "./unknown-names.ts";
import { isOlder } from "./version.ts";

/** What a policy file can name. */
export interface KnownRule {
  readonly id: string;
  readonly category: string;
  /** Catastrophic or not exemptable. */
  readonly pinned: boolean;
}

export interface CheckTextOptions {
  /** As which layer the file is meant; undefined where that is not known. */
  readonly layer?: Exclude<Layer, "builtin"> | undefined;
  readonly rules: readonly KnownRule[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The guard's own. */
  readonly version: string;
}

/** Everything that is wrong or useless in the text of a guard.json, in the order of the text. Never quotes a value that may be secret. */
export function checkText(file: string, source: string, options: CheckTextOptions): readonly Problem[] {
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  const { root, error } = readTree(text);
  const at = (offset: number, problem: Omit<Problem, "file" | "line" | "column">): Problem & { offset: number } => ({
    file,
    ...placeAt(text, offset),
    ...problem,
    offset,
  });
  if (error !== undefined) return [clean(at(error.offset, { level: "error", message: error.message }))];
  const value: unknown = JSON.parse(withoutComments(text));
  if (!isObject(value))
    return [clean(at(root?.offset ?? 0, { level: "error", message: "the file holds no JSON object" }))];

  const problems = repeatedKeys(root).map(({ name, first }) =>
    at(name.offset, {
      level: "error",
      message: `"${name.value}" occurs twice, the first time in line ${placeAt(text, first.offset).line}`,
      help: "the last one counts; remove the other",
    }),
  );
  const { config, problems: keys } = readConfig(value);
  const complaints: Complaint[] = keys.map(({ kind, path, message, choices }) => {
    const given = kind === "unknown" ? path.at(-1) : findNode(root, path)?.value;
    const meant = typeof given === "string" && choices !== undefined ? nearest(given, choices) : undefined;
    return {
      path,
      onName: kind === "unknown",
      level: "error",
      message: `"${path.join(".")}" ${message}`,
      help: meant === undefined ? undefined : `did you mean "${meant}"?`,
    };
  });
  complaints.push(...unknownNames(value, options.rules), ...useless(value, config, options));
  for (const { path, onName, ...problem } of complaints)
    problems.push(at(offsetOf(root, path, onName === true), problem));
  return problems.sort((a, b) => a.offset - b.offset).map(clean);
}

function clean({ offset: _offset, ...problem }: Problem & { offset: number }): Problem {
  return problem;
}

/** Where a path lies, or the nearest part of it that exists; of a name rather than its value where that is wanted. */
function offsetOf(root: Node | undefined, path: readonly string[], onName: boolean): number {
  for (let length = path.length; length >= 0; length--) {
    const node = findNode(root, path.slice(0, length));
    if (node === undefined) continue;
    const isWhole = length === path.length;
    return (onName && isWhole && node.parent?.type === "property" ? node.parent : node).offset;
  }
  return 0;
}

/** What is right as such and yet does nothing. */
function* useless(
  value: object,
  config: ReturnType<typeof readConfig>["config"],
  { layer, rules, now, version }: CheckTextOptions,
): Generator<Complaint> {
  const warning = (path: readonly string[], message: string, help?: string): Complaint => ({
    path,
    level: "warning",
    message,
    help,
  });
  const pinned = new Set(rules.filter((rule) => rule.pinned).map((rule) => rule.id));
  const given = value as Record<string, unknown>;
  for (const [i, each] of (Array.isArray(given.exemptions) ? given.exemptions : []).entries()) {
    if (!isObject(each)) continue;
    const path = ["exemptions", String(i)];
    if (typeof each.rule === "string" && pinned.has(each.rule))
      yield warning([...path, "rule"], `"${each.rule}" cannot be exempted`, "the exemption has no effect");
    const end = config.exemptions.find(
      (read) => read.rule === each.rule && read.reason === each.reason && read.path === each.path,
    )?.expires;
    if (end !== undefined && end <= now) yield warning([...path, "expires"], "the exemption has expired", "remove it");
  }
  for (const [id, setting] of Object.entries(config.rules)) {
    if (!pinned.has(id) || setting.mode === undefined || setting.mode === "enforce") continue;
    if (setting.mode === "off" || config.mode === "enforce")
      yield warning(["rules", id, "mode"], `"${id}" cannot be made milder one by one`, "the mode has no effect");
  }
  if (config.minimumVersion !== undefined && isOlder(version, config.minimumVersion))
    yield warning(["minimumVersion"], `this guard is ${version}, older than what the file wants`);
  const keys = Object.keys(given);
  const ignored = [
    ...(layer === "project" ? ["exemptions", "contact", ...GATEWAY] : []),
    ...(layer === "bundle" ? ["gateway_url", "api_key", "agent_id", "secret"] : []),
    ...(layer === "project" || layer === "user" ? ["locks", "allowUserExemptions"] : []),
    ...(layer === "managed" || layer === undefined ? [] : ["bundle_root"]),
  ];
  for (const key of keys.filter((each) => ignored.includes(each)))
    yield warning([key], `"${key}" does not count in a ${layer}${layer === "bundle" ? "" : " file"}`);
}

const GATEWAY = ["gateway_url", "api_key", "agent_id", "secret", "skip_low_risk", "timeout_ms", "gateway"];
