/**
 * What a scripted model says: one tool call a turn, then a closing text. Where a conversation stands is read from the
 * conversation itself, so that a client that sends a request again gets the same answer again.
 */

export interface ToolUse {
  readonly tool: string;
  /** JSON value, text for a free-text tool, or made from what came back for the call before in the same thread. */
  readonly input: unknown;
  readonly inputFrom?: (answerBefore: string) => unknown;
  /** OpenAI's Responses API: a tool that takes free text. */
  readonly freeText?: boolean;
  /** OpenAI's Responses API: the group that the tool stands in. */
  readonly namespace?: string;
}

export interface ScriptedStep {
  readonly id: string;
  readonly thread: string;
  readonly use: ToolUse;
}

export interface ScriptListener<Step extends ScriptedStep> {
  readonly handedOut: (step: Step) => void;
  readonly answered: (step: Step, text: string, request: string) => Promise<void>;
}

export interface Script {
  readonly prompt: string;
  readonly closing: string;
  /** The thread whose marker stands in the text that a conversation opens with. */
  readonly threadOf: (opening: string) => string;
  /** The thread's first step that is not among `made`; undefined when the thread is at its end. */
  readonly next: (thread: string, made: ReadonlySet<string>) => ScriptedStep | undefined;
  /** Tells what the client sent back for a call, and the whole request that it came in. Only the first time counts. */
  readonly answered: (id: string, text: string, request: string) => Promise<void>;
}

/** A scripted model that listens on 127.0.0.1. */
export interface ModelServer {
  readonly port: number;
  readonly close: () => void;
}

export const MAIN_THREAD = "main";

export function createScript<Step extends ScriptedStep>(
  steps: readonly Step[],
  listener: ScriptListener<Step>,
): Script {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const markers = [...new Set(steps.map((step) => step.thread))].filter((thread) => thread !== MAIN_THREAD);
  const out = new Set<string>();
  const answers = new Map<string, string>();
  const lastAnswer = new Map<string, string>();
  return {
    prompt: "Please do the scripted work.",
    closing: "The scripted work is done.",
    threadOf: (opening) => markers.find((marker) => opening.includes(marker)) ?? MAIN_THREAD,
    next(thread, made) {
      const step = steps.find((candidate) => candidate.thread === thread && !made.has(candidate.id));
      if (!step) return undefined;
      if (!out.has(step.id)) {
        out.add(step.id);
        listener.handedOut(step);
      }
      const { inputFrom } = step.use;
      if (!inputFrom) return step;
      return { ...step, use: { ...step.use, input: inputFrom(lastAnswer.get(thread) ?? "") } };
    },
    async answered(id, text, request) {
      const step = byId.get(id);
      if (!step || answers.has(id)) return;
      answers.set(id, text);
      lastAnswer.set(step.thread, text);
      await listener.answered(step, text, request);
    },
  };
}
