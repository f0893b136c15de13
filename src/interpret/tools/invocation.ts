import type { Context } from "../context.ts";
import { newInvocation } from "../programs/invocation.ts";
import type { Invocation } from "../programs/program.ts";
import { topFrame } from "../shell/frame.ts";
import { newRunner } from "../shell/script.ts";
import { newState } from "../shell/state.ts";
import { NO_STREAM } from "../shell/value.ts";

/**
 * A tool's own call seen as the run of a program of its name, so that code in its arguments has a place to run in.
 * `name`: what else tells where it works (server, database), beside the tool's name.
 */
export function toolInvocation(
  tool: string,
  text: string,
  cwd: string | undefined,
  context: Context,
  name = tool,
): Invocation {
  const frame = topFrame(text);
  const launch = {
    state: newState(cwd),
    stdin: NO_STREAM,
    runner: newRunner(frame, context),
    span: { start: 0, end: context.text.length },
    socket: undefined,
  };
  return newInvocation({ names: [tool] }, name, [], launch);
}
