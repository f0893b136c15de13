import { type Context, emit, type Source } from "../context.ts";
import type { Assignment } from "./parse.ts";
import { bounded, CLEAN, firstValue, joinTaint, scalar, type Variable } from "./value.ts";
import { type Expander, expandToOne, expandWord } from "./words.ts";

/** Variables with which a caller makes later programs load or run something else. ld.so(8), git(1), bash(1), node --help, perlrun(1). */
const CARRIES_CODE =
  /^(?:LD_(?:PRELOAD|LIBRARY_PATH|AUDIT)|DYLD_\w+|PATH|IFS|BASH_ENV|ENV|PROMPT_COMMAND|PS[04]|SHELLOPTS|BASH_FUNC_.*|NODE_OPTIONS|NODE_PATH|PYTHONSTARTUP|PYTHONPATH|PYTHONHOME|PERL5OPT|PERL5LIB|RUBYOPT|RUBYLIB|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|GIT_(?:SSH|SSH_COMMAND|PAGER|EDITOR|SEQUENCE_EDITOR|EXTERNAL_DIFF|PROXY_COMMAND|ASKPASS|CONFIG_\w+|DIR|WORK_TREE|TEMPLATE_DIR|EXEC_PATH)|PAGER|EDITOR|VISUAL|MANPAGER|LESSOPEN|LESSCLOSE|BROWSER|SSH_ASKPASS|SUDO_ASKPASS|HISTFILE|HISTSIZE|HISTCONTROL|http_proxy|https_proxy|HTTP_PROXY|HTTPS_PROXY|ALL_PROXY|NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY|GIT_SSL_NO_VERIFY|CURL_CA_BUNDLE|SSL_CERT_FILE|NPM_CONFIG_\w+|npm_config_\w+|PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|DOCKER_HOST|KUBECONFIG|ANTHROPIC_BASE_URL|OPENAI_BASE_URL|CLAUDE_\w+|CODEX_\w+|CURSOR_\w+|GEMINI_\w+|QWEN_\w+|HERMES_\w+|COPILOT_\w+|OPENCODE_\w+|KILO_\w+|CLAMPD_\w+|HOME|XDG_CONFIG_HOME|HISTFILESIZE)$/;

/** Performs an assignment in the expander's state and gives the new value. */
export function assign(node: Assignment, state: Expander["state"], expander: Expander): Variable {
  const own: Expander = expander.state === state ? expander : { ...expander, state };
  const value =
    node.value.type === "ArrayValue" ? array(node.value.elements, own) : fromField(expandToOne(node.value, own));
  const before = state.variables.get(node.name);
  let next = value;
  if (node.index !== undefined) next = atIndex(before, expandToOne(node.index, own).text, value);
  else if (node.append === true && before !== undefined) next = appended(before, value);
  state.variables.set(node.name, next);
  return next;
}

function fromField(field: { readonly text: string; readonly taint: Variable["taint"] }): Variable {
  return scalar(field.text, field.taint);
}

function array(elements: readonly Parameters<typeof expandWord>[0][], expander: Expander): Variable {
  const fields = elements.flatMap((element) => expandWord(element, expander));
  return {
    kind: "array",
    values: fields.map((field) => field.text),
    taint: fields.reduce((all, field) => joinTaint(all, field.taint), CLEAN),
  };
}

function atIndex(before: Variable | undefined, index: string, value: Variable): Variable {
  const values = [...(before?.values ?? [])];
  const at = /^\d{1,4}$/.test(index) ? Number(index) : values.length;
  while (values.length < at) values.push("");
  values[at] = firstValue(value);
  return { kind: "array", values, taint: joinTaint(before?.taint ?? CLEAN, value.taint) };
}

function appended(before: Variable, value: Variable): Variable {
  const taint = joinTaint(before.taint, value.taint);
  if (before.kind === "array") return { kind: "array", values: [...before.values, ...value.values], taint };
  return { kind: before.kind, values: before.values.map((text) => bounded(text + firstValue(value))), taint };
}

/** A variable set for a program that may load or run what it names is an effect of its own. */
export function dangerousVariable(
  name: string,
  variable: Variable,
  context: Context,
  source: Source,
  action: "set" | "unset" = "set",
): void {
  if (!CARRIES_CODE.test(name)) return;
  emit(context, { kind: "environment", name, value: firstValue(variable), action }, source);
}
