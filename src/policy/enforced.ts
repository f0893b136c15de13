import type { Mode } from "../model/decision.ts";
import type { EffectivePolicy, LayerModes } from "./effective.ts";

/** The same policy as if every mode that observes enforced: what `explain` and `test` ask about. What is off stays off. */
export function asEnforced(policy: EffectivePolicy): EffectivePolicy {
  const layers: readonly LayerModes[] = policy.layers.map((layer) => ({
    ...layer,
    ...(layer.mode === undefined ? {} : { mode: raised(layer.mode) }),
    categories: mapModes(layer.categories),
    rules: mapModes(layer.rules),
  }));
  const general: LayerModes = {
    layer: "builtin",
    mode: policy.mode.value === "off" ? "off" : "enforce",
    categories: {},
    rules: {},
  };
  return {
    ...policy,
    later: policy.later.map(({ from, policy: later }) => ({ from, policy: asEnforced(later) })),
    mode: { ...policy.mode, value: raised(policy.mode.value) },
    failMode: policy.failMode.layer === "builtin" ? { value: "closed", layer: "builtin" } : policy.failMode,
    layers: layers.some((layer) => layer.mode !== undefined) ? layers : [...layers, general],
  };
}

function raised(mode: Mode): Mode {
  return mode === "observe" ? "enforce" : mode;
}

function mapModes<T extends { readonly mode?: Mode | undefined }>(
  settings: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [
      name,
      setting.mode === undefined ? setting : { ...setting, mode: raised(setting.mode) },
    ]),
  );
}
