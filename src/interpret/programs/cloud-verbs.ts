import type { Field } from "../shell/value.ts";
import { type CloudDraft, cloud, firstLine, lineDraft, type Table } from "./cloud-table.ts";
import { isMinor, resourceOf } from "./cloud-words.ts";
import type { Act, Invocation } from "./program.ts";
import { orEmpty } from "./text-of.ts";

/** Verbs that clouds' command lines share, and what they do to the resource that the other words name. */
const VERBS: Readonly<Record<string, string>> = {
  delete: "delete",
  destroy: "delete",
  terminate: "delete",
  remove: "delete",
  rm: "delete",
  del: "delete",
  erase: "delete",
  deregister: "delete",
  undeploy: "delete",
  decommission: "delete",
  purge: "purge",
  stop: "stop",
  shutdown: "stop",
  poweroff: "stop",
  "power-off": "stop",
  deallocate: "stop",
  suspend: "stop",
  disable: "stop",
  rebuild: "purge",
  reimage: "purge",
  reset: "modify",
};

/**
 * A cloud whose commands read `noun … verb name`: the table's lines first, then any verb above after at least one noun.
 * `flat`: the verb may also be joined to the noun with a hyphen (`delete-server`).
 */
export function verbActs(provider: string, lines: Table, flat = false): readonly Act[] {
  return [
    {
      does: (run) => {
        const known = firstLine(lines, run) !== undefined;
        const draft = known ? lineDraft(provider, lines, run, run) : byVerb(provider, run, flat);
        if (draft !== undefined) run.emit(draft);
        return undefined;
      },
    },
  ];
}

function byVerb(provider: string, run: Invocation, flat: boolean): CloudDraft | undefined {
  const texts = run.operands.slice(0, 6).map((field) => field.text.toLowerCase());
  const at = texts.findIndex((text, index) => index > 0 && verbOf(text, flat) !== undefined);
  if (at < 0) return undefined;
  const [verb, joined] = verbOf(orEmpty(texts[at]), flat) ?? ["", ""];
  const nouns = texts.slice(0, at).filter((text) => text !== "alpha" && text !== "beta" && text !== "preview");
  return verbDraft(provider, verb, [...nouns, joined].join(" ").trim(), run.operands.slice(at + 1), run);
}

export function verbDraft(
  provider: string,
  verb: string,
  nouns: string,
  rest: readonly Field[],
  run: Invocation,
): CloudDraft {
  const action = VERBS[verb] ?? verb;
  const resource = resourceOf(nouns);
  const weakened = resource === "audit" && (action === "delete" || action === "stop");
  return cloud(run, provider, weakened ? "disable-protection" : action, resource, {
    name: orEmpty(rest[0]?.text ?? run.value("name")?.text),
    tags: isMinor(nouns) && !weakened ? ["minor"] : [],
  });
}

function verbOf(text: string, flat: boolean): readonly [string, string] | undefined {
  if (Object.hasOwn(VERBS, text)) return [text, ""];
  const dash = text.search(/[-:]/);
  if (!flat || dash < 0) return undefined;
  const [head, tail] = [text.slice(0, dash), text.slice(dash + 1)];
  if (Object.hasOwn(VERBS, head)) return [head, tail];
  return Object.hasOwn(VERBS, tail) ? [tail, head] : undefined;
}
