import { DUMMY_KEY, NO_PROXY, type ProofClient } from "../client.ts";
import { serveOpenAIChat } from "../model/openai-chat.ts";

/** Qwen Code 0.24.4. The command line says how to sign in, over whatever the settings say. */
export const qwen: ProofClient = {
  agent: "qwen",
  program: "qwen",
  shell: (command) => ({
    tool: "run_shell_command",
    input: { command, description: "Makes an empty file", is_background: false },
  }),
  serve: serveOpenAIChat,
  launch({ port, prompt }) {
    return {
      args: ["-p", prompt, "--output-format", "stream-json", "--auth-type", "openai", "--approval-mode", "yolo"],
      env: {
        OPENAI_API_KEY: DUMMY_KEY,
        OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
        OPENAI_MODEL: "scripted",
        QWEN_CODE_NO_RELAUNCH: "1",
        NO_BROWSER: "1",
        ...NO_PROXY,
      },
    };
  },
};
