import type { Effect, Span } from "../model/effect.ts";
import { MAX_CONTENT, MAX_EFFECTS, MAX_NODES } from "./limits.ts";
import type { World } from "./world.ts";

type WithoutBase<E> = E extends Effect
  ? Omit<E, "certainty" | "span" | "by" | "elevated" | "where" | "tags"> & Partial<Pick<E, "certainty" | "tags">>
  : never;
/** An effect as an interpreter writes it down: what is common to all is filled in by the context. */
export type Draft = WithoutBase<Effect>;

export interface Source {
  readonly by: string;
  readonly span: Span;
  readonly elevated?: boolean;
  readonly where?: "local" | "remote" | "container";
  readonly tags?: readonly string[];
}

/** What one interpretation collects, and the work it may still do. */
export interface Context {
  readonly world: World;
  /** The text that spans index into. */
  readonly text: string;
  readonly effects: Effect[];
  /** Programs that the user's policy declares to run what follows them. */
  readonly wrappers: readonly string[];
  /** Grammars that the call's code needs and that are not loaded yet. */
  readonly needs: Set<string>;
  /** Programs and codes that run inside code so far: code can hold itself without end. */
  codeDepth: number;
  /** Commands that run inside commands so far. */
  depth: number;
  /** Parts of code that are evaluated inside others so far. */
  levels: number;
  /** INVARIANT: bounded in work, never in time. */
  nodesLeft: number;
  cutShort: boolean;
}

export function newContext(text: string, world: World, wrappers: readonly string[] = []): Context {
  return {
    world,
    text,
    effects: [],
    wrappers,
    needs: new Set(),
    codeDepth: 0,
    depth: 0,
    levels: 0,
    nodesLeft: MAX_NODES,
    cutShort: false,
  };
}

/** Takes `amount` of work from the budget; false when it is used up, which is itself an effect. */
export function spend(context: Context, amount = 1): boolean {
  // Once cut short, nothing goes on: its effects could not be written down any more.
  if (!context.cutShort && context.nodesLeft >= amount) {
    context.nodesLeft -= amount;
    return true;
  }
  if (!context.cutShort) {
    context.cutShort = true;
    overLimit(context, "limit-nodes", `more than ${MAX_NODES} steps`, {
      by: "guard",
      span: { start: 0, end: context.text.length },
    });
  }
  return false;
}

/** Says that something was left unread because it is too much; `detail` says of what. */
export function overLimit(
  context: Context,
  reason: "limit-bytes" | "limit-nodes" | "limit-nesting",
  detail: string,
  source: Source,
): void {
  emit(context, { kind: "unknown", reason, detail, certainty: "unknown" }, source);
}

export function emit(context: Context, draft: Draft, source: Source): void {
  if (context.effects.length >= MAX_EFFECTS && !context.cutShort) spend(context, Number.POSITIVE_INFINITY);
  if (context.effects.length >= MAX_EFFECTS && !(draft.kind === "unknown" && draft.reason === "limit-nodes")) return;
  const target = "target" in draft && draft.target !== undefined && "scope" in draft.target ? draft.target : undefined;
  const certainty = draft.certainty ?? (target === undefined ? "known" : certaintyOf(target.path, target.scope));
  const tags = [...(source.tags ?? []), ...(draft.tags ?? [])];
  context.effects.push({
    ...shortened(draft, context, source),
    certainty,
    span: source.span,
    by: source.by,
    elevated: source.elevated ?? false,
    where: source.where ?? "local",
    tags,
  } as Effect);
}

function certaintyOf(path: string, scope: string) {
  if (scope === "unknown") return "dynamic" as const;
  return path.includes("\uFFFC") ? ("dynamic" as const) : ("known" as const);
}

/** Rules look at a bounded part of a long text; that the rest was not looked at is an effect of its own. */
function shortened(draft: Draft, context: Context, source: Source): Draft {
  const long = (value: unknown): value is string => typeof value === "string" && value.length > MAX_CONTENT;
  const content = "content" in draft && long(draft.content) ? { content: draft.content.slice(0, MAX_CONTENT) } : {};
  const text = "text" in draft && long(draft.text) ? { text: draft.text.slice(0, MAX_CONTENT) } : {};
  if (!("content" in content) && !("text" in text)) return draft;
  emit(
    context,
    {
      kind: "unknown",
      reason: "content-cut",
      detail: `only the first ${MAX_CONTENT} characters were looked at`,
      certainty: "unknown",
    },
    source,
  );
  return { ...draft, ...content, ...text } as Draft;
}
