import { writeFileSync } from "node:fs";
import { publishedSchema } from "./schema.ts";

/** Writes the published JSON Schema; `node src/policy/publish.ts` renews docs/guard.schema.json. */
export function publishSchema(file: string | URL): void {
  writeFileSync(file, `${JSON.stringify(publishedSchema(), undefined, 2)}\n`);
}

if (import.meta.main) publishSchema(new URL("../../docs/guard.schema.json", import.meta.url));
