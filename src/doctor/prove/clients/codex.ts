import { DUMMY_KEY, NO_PROXY, type ProofClient } from "../client.ts";
import { serveOpenAI } from "../model/openai.ts";

const KEY = "CLAMPD_PROOF_KEY";

/** Codex 0.169.0. The trust in its hooks is the one on record: nothing bypasses it. */
export const codex: ProofClient = {
  agent: "codex",
  program: "codex",
  shell: (command) => ({ tool: "exec_command", input: { cmd: command } }),
  serve: serveOpenAI,
  launch({ port, prompt }) {
    const settings = {
      // The model's name decides on its tools; of this one the client knows that it takes plain functions.
      model: '"gpt-5.5"',
      model_provider: '"clampd_proof"',
      "model_providers.clampd_proof":
        `{name="clampd proof",base_url="http://127.0.0.1:${port}/v1",env_key="${KEY}",` +
        `wire_api="responses",request_max_retries=0,stream_max_retries=0}`,
      "analytics.enabled": "false",
      check_for_update_on_startup: "false",
      notify: "[]",
    };
    return {
      args: [
        ...["exec", "--json", "--ephemeral", "--skip-git-repo-check"],
        // Its sandbox cannot be made everywhere, and would then stop the call in the guard's place.
        "--dangerously-bypass-approvals-and-sandbox",
        ...Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
        prompt,
      ],
      env: { [KEY]: DUMMY_KEY, ...NO_PROXY },
    };
  },
};
