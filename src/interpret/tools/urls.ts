import type { Span } from "../../model/effect.ts";
import { emit } from "../context.ts";
import { hostTarget } from "../hosts.ts";
import { placed } from "../paths/placed.ts";
import type { Tool } from "./call.ts";

const BROWSER = /^(?:playwright|puppeteer|browser|browsers|browserbase|chrome|devtools|selenium|webdriver|page|tab)$/;

/** An address in an argument: fetched, sent to, or, as `file:`, a file that is read. */
export function openUrl(text: string, key: string, at: Tool, span: Span): void {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[\w.-]+\.[a-z]{2,}|^\d|^\[|localhost|^metadata$/i.test(text)) return;
  const target = hostTarget(text);
  const isBrowser = [...at.serverWords, ...at.words].some((word) => BROWSER.test(word));
  const source = { by: at.name, span, tags: [isBrowser ? "browser" : "tool"] };
  emit(at.context, { kind: "text", role: "url", key, text }, { by: at.name, span });
  if (/^file:/i.test(text)) {
    const path = percentDecoded(text.replace(/^file:\/*(?:localhost(?=\/))?/i, "/").replace(/^\/+/, "/"));
    const how = at.verb === "list" ? "list" : "content";
    const to = placed(path, at.call.cwd, at.context);
    emit(at.context, { kind: "read", target: to, recursive: false, how }, source);
  } else if (target.host === "") return;
  else if (at.verb === "send")
    emit(at.context, { kind: "send", target, data: "text", files: [], method: "POST" }, source);
  else emit(at.context, { kind: "fetch", target, method: "GET" }, source);
}

function percentDecoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
