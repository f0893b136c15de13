import { html, raw } from "hono/html";

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly "x-access"?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: object }>> }
    >
  >;
}

interface Document {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff; }
  details { border: 1px solid #d0d7de; border-radius: 6px; margin: .4rem 0; padding: .4rem .8rem; }
  summary { cursor: pointer; } code, pre { font: 13px/1.45 ui-monospace, monospace; }
  pre { background: #f6f8fa; padding: .6rem; overflow: auto; border-radius: 4px; }
  .method { display: inline-block; width: 4rem; font-weight: 600; } .access { color: #57606a; }
  @media (prefers-color-scheme: dark) { body { background: #0d1117; color: #e6edf3; } pre { background: #161b22; } details { border-color: #30363d; } .access { color: #8b949e; } }
`;

const WHO: Readonly<Record<string, string>> = { open: "anyone", agent: "an agent's key and JWT" };

/** The OpenAPI document as a page that needs nothing from elsewhere. */
export function docsPage(document: object): string {
  const { info, paths } = document as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? "other"))];
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${info.title}</title><meta name="viewport" content="width=device-width">
<style>${raw(STYLE)}</style></head><body>
<h1>${info.title} <small>${info.version}</small></h1>
<p>People and tools send their key as <code>X-AG-Key</code>; an agent's guard adds <code>Authorization: Bearer</code> with its JWT.
Errors are <code>{"error", "error_code", "request_id"}</code>. The same as data: <a href="/openapi.json">openapi.json</a>.</p>
${groups.map(
  (group) => html`<h2>${group}</h2>
${operations.filter(({ operation }) => (operation.tags?.[0] ?? "other") === group).map(({ path, method, operation }) => section(path, method, operation))}`,
)}
</body></html>`;
  return String(page);
}

function section(path: string, method: string, operation: Operation) {
  const access = operation["x-access"] ?? "open";
  const shown = (schema: object) => html`<pre>${JSON.stringify(schema, undefined, 2)}</pre>`;
  return html`<details><summary><span class="method">${method.toUpperCase()}</span><code>${path}</code> ${operation.summary ?? ""}
<span class="access">(${WHO[access] ?? `a key with ${access.replace(/^\w+: /, "")}${access.startsWith("both") ? ", or an agent" : ""}`})</span></summary>
${(operation.parameters ?? []).map((each) => html`<p><code>${each.name}</code> in ${each.in}${each.required ? ", required" : ""}</p>${shown(each.schema)}`)}
${Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => html`<p>Body, ${type}</p>${shown(schema)}`)}
${Object.entries(operation.responses).map(
  ([status, { description, content = {} }]) =>
    html`<p>${status}: ${description}</p>${Object.values(content).map(({ schema }) => shown(schema))}`,
)}</details>`;
}
