import { effectsOf, ofKind } from "./effects.ts";

export const NOTHING: readonly string[] = [];

/** Each cloud effect of a command as `provider action resource name`, then `all`, `production` and its tags. */
export function cloudLines(command: string): readonly string[] {
  return ofKind(effectsOf(command), "cloud").map((effect) =>
    [
      effect.provider,
      effect.action,
      effect.resource,
      effect.name,
      ...(effect.all ? ["all"] : []),
      ...(effect.production ? ["production"] : []),
      ...effect.tags.map((tag) => `+${tag}`),
    ].join(" "),
  );
}
