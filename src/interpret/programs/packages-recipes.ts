const MAX_TARGETS = 32;

/** A target or recipe of a task runner's file. */
export interface Recipe {
  readonly needs: readonly string[];
  readonly lines: readonly string[];
  readonly parameters: readonly string[];
}

/** Recipes in the order in which they run: prerequisites first, each once. */
export function ordered(
  goals: readonly string[],
  recipes: ReadonlyMap<string, Recipe>,
): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, readonly string[]>();
  const seen = new Set<string>();
  const visit = (name: string) => {
    const recipe = recipes.get(name);
    if (recipe === undefined || seen.has(name) || seen.size >= MAX_TARGETS) return;
    seen.add(name);
    for (const need of recipe.needs) visit(need);
    out.set(name, recipe.lines);
  };
  for (const goal of goals) visit(goal);
  return out;
}
