import { DUMMY_KEY, NO_PROXY, type ProofClient } from "../client.ts";
import { serveGemini } from "../model/gemini.ts";

/** Gemini CLI 0.61.0. How to sign in is taken from its settings alone; the workspace's go before the user's. */
export const gemini: ProofClient = {
  agent: "gemini",
  program: "gemini",
  shell: (command) => ({ tool: "run_shell_command", input: { command, description: "Makes an empty file" } }),
  files: { ".gemini/settings.json": '{"security":{"auth":{"selectedType":"gemini-api-key"}}}' },
  serve: serveGemini,
  launch({ port, prompt }) {
    return {
      args: ["-m", "gemini-2.5-flash", "-p", prompt, "--output-format", "stream-json", "--approval-mode", "yolo"],
      env: {
        GEMINI_API_KEY: DUMMY_KEY,
        GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${port}`,
        GOOGLE_GENAI_USE_VERTEXAI: undefined,
        GOOGLE_GENAI_USE_GCA: undefined,
        GEMINI_TELEMETRY_ENABLED: "false",
        GEMINI_CLI_TRUST_WORKSPACE: "true",
        GEMINI_CLI_NO_RELAUNCH: "true",
        NO_BROWSER: "1",
        ...NO_PROXY,
      },
    };
  },
};
