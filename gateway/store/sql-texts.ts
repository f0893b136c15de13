import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("./sql/", import.meta.url));

/** `#sql` when the sources run as they are: the migrations by file name, in their order. The build embeds the same. */
const texts: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder)
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
);

export default texts;
