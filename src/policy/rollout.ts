import { shortKey } from "../journal/key.ts";
import type { Mode } from "../model/decision.ts";
import type { CategorySetting, LayerConfig, RuleSetting, Stage } from "./layer.ts";
import { MODES, PROFILES, stricter } from "./order.ts";

/** Place of a machine among all, 0 to 99: the same on each day, so a growing percentage only adds machines. */
export function cohortOf(machineId: string): number {
  return Number.parseInt(shortKey("rollout", machineId).slice(0, 8), 16) % 100;
}

/** Whether a stage asks which machine this is. */
export function asksCohort(config: LayerConfig): boolean {
  return config.rollout.some(({ percent = 100 }) => percent > 0 && percent < 100);
}

/** Whether the stage is for the machine; one that cannot be told apart belongs to the last cohort. */
function isFor({ percent = 100 }: Stage, cohort: number | undefined): boolean {
  return (cohort ?? 99) < percent;
}

/** The moments, in order, from which a dated stage for this machine counts. */
export function stageDates(config: LayerConfig, cohort: number | undefined): readonly number[] {
  const dates = config.rollout.filter((stage) => isFor(stage, cohort)).map((stage) => stage.from);
  return [...new Set(dates.filter((from) => from !== undefined))].sort((a, b) => a - b);
}

/** What the layer says with its stages up to `until`; undated ones always count. INVARIANT: a stage only tightens. */
export function withStages(config: LayerConfig, cohort: number | undefined, until: number): LayerConfig {
  const stages = config.rollout.filter((stage) => isFor(stage, cohort) && (stage.from ?? until) <= until);
  return stages.reduce(withStage, config);
}

function withStage(config: LayerConfig, stage: Stage): LayerConfig {
  const { rules = [], categories = [], profile } = stage;
  const isNamed = rules.length > 0 || categories.length > 0;
  // A stage that names a profile alone changes the profile alone.
  const mode = stage.mode ?? (isNamed || profile === undefined ? "enforce" : undefined);
  return {
    ...config,
    mode: isNamed || mode === undefined ? config.mode : atLeast(config.mode, mode),
    profile: profile === undefined ? config.profile : stricter(PROFILES, config.profile ?? profile, profile),
    rules: raise<RuleSetting>(config.rules, rules, mode),
    categories: raise<CategorySetting>(config.categories, categories, mode),
  };
}

function raise<T extends { readonly mode?: Mode | undefined }>(
  settings: Readonly<Record<string, T>>,
  names: readonly string[],
  mode: Mode | undefined,
): Readonly<Record<string, T>> {
  if (mode === undefined || names.length === 0) return settings;
  const raised: Record<string, T> = { ...settings };
  for (const name of names) {
    const known = Object.hasOwn(settings, name) ? settings[name] : undefined;
    raised[name] = { ...(known as T), mode: atLeast(known?.mode, mode) };
  }
  return raised;
}

function atLeast(known: Mode | undefined, mode: Mode): Mode {
  return stricter(MODES, known ?? mode, mode);
}
