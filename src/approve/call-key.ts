import { isObject } from "../model/json.ts";
import type { ToolCall } from "../model/toolcall.ts";

/** Without 0 O, 1 I L, U V: read aloud and typed without doubt. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ";
const LENGTH = 8;

export const CODE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/**
 * SHA-256 of what the call does: agent, action and folder, whatever the session. The same act that a client tells in two events, and
 * one whose description alone differs, is the same call. An approval holds for this key and nothing shorter.
 */
export function callKey(call: ToolCall): string {
  const { action } = call;
  const cwd = ("cwd" in action ? action.cwd : undefined) ?? call.cwd;
  const tool = action.kind === "unknown-tool" || action.kind === "malformed" ? call.tool : undefined;
  const parts = { agent: call.agent, tool, cwd, action: { ...action, cwd: undefined } };
  const { createHash } = process.getBuiltinModule("node:crypto"); // most hook calls need none: loading it takes 10 ms
  return createHash("sha256").update(canonical(parts)).digest("hex");
}

/** What a person types: short, so it only names the call; what it stands for is shown before the yes. */
export function codeOf(key: string): string {
  let rest = BigInt(`0x${key.slice(0, 32)}`);
  let code = "";
  for (let i = 0; i < LENGTH; i++) {
    code += ALPHABET[Number(rest % BigInt(ALPHABET.length))];
    rest /= BigInt(ALPHABET.length);
  }
  return code;
}

/** JSON with sorted names: clients do not promise an order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}
