import type { Mode, Profile } from "../model/decision.ts";
import { isObject } from "../model/json.ts";
import { withoutComments } from "./comments.ts";
import { MODES, PROFILES } from "./order.ts";
import { readConfig } from "./read.ts";
import { type Splice, setValue } from "./splice.ts";

/** What is promoted or demoted. */
export type Target =
  | { readonly kind: "rule" | "category"; readonly name: string }
  | { readonly kind: "profile"; readonly name: Profile }
  /** The mode where neither a rule nor a category has one of its own. */
  | { readonly kind: "all"; readonly name: "all" };

export interface Step {
  readonly from: string;
  readonly to: string;
  readonly splice: Splice;
}

/** How a text that does not exist yet begins. */
const EMPTY = '{\n  "version": 1\n}\n';

/**
 * The edit that makes a layer's file stricter or milder by one step: rules, categories and everything between observe and enforce, profiles
 * to the one that is named, or down from it. Undefined where the file says so already. @throws Error where the file is broken.
 */
export function step(text: string | undefined, target: Target, direction: "promote" | "demote"): Step | undefined {
  const source = text ?? EMPTY;
  const path = pathOf(target);
  const said = saidBy(source, target);
  const to =
    target.kind === "profile"
      ? profileStep(target.name, said as Profile | undefined, direction)
      : modeStep(said as Mode | undefined, direction);
  if (to === undefined || to === said) return undefined;
  const splice = setValue(source, path, to);
  const whole: Splice = {
    offset: 0,
    removed: "",
    added: source.slice(0, splice.offset) + splice.added + source.slice(splice.offset + splice.removed.length),
  };
  return { from: said ?? "nothing", to, splice: text === undefined ? whole : splice };
}

function pathOf({ kind, name }: Target): readonly string[] {
  if (kind === "profile") return ["profile"];
  return kind === "all" ? ["mode"] : [kind === "rule" ? "rules" : "categories", name, "mode"];
}

function saidBy(text: string, { kind, name }: Target): string | undefined {
  // A file that cannot be read is refused by the edit, with its line.
  const value = tolerant(text);
  if (!isObject(value)) return undefined;
  const { config } = readConfig(value);
  if (kind === "profile") return config.profile;
  if (kind === "all") return config.mode;
  const settings = kind === "rule" ? config.rules : config.categories;
  return Object.hasOwn(settings, name) ? settings[name]?.mode : undefined;
}

function tolerant(text: string): unknown {
  try {
    return JSON.parse(withoutComments(text.replace(/^\uFEFF/, "")));
  } catch {
    return undefined;
  }
}

function modeStep(said: Mode | undefined, direction: "promote" | "demote"): Mode | undefined {
  if (direction === "promote") return said === "off" ? "observe" : "enforce";
  const index = MODES.indexOf(said ?? "enforce");
  return MODES[Math.max(0, index - 1)];
}

function profileStep(name: Profile, said: Profile | undefined, direction: "promote" | "demote"): Profile | undefined {
  const index = PROFILES.indexOf(name);
  if (direction === "promote")
    return PROFILES.indexOf(said ?? "permissive") >= index && said !== undefined ? undefined : name;
  return PROFILES.indexOf(said ?? name) < index ? undefined : PROFILES[Math.max(0, index - 1)];
}
