import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { cursor } from "./cursor.ts";
import { gemini } from "./gemini.ts";
import { hermes } from "./hermes.ts";
import type { Installer } from "./installer.ts";
import { qwen } from "./qwen.ts";

/** Every agent that the guard installs itself into, in the order in which they are shown. */
export const installers: readonly Installer[] = [claude, codex, cursor, gemini, qwen, hermes];
