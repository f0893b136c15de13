import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../rules/", import.meta.url));

/** `#packs` when the sources run as they are: the packs as they are written, by file name. The build embeds the same. */
const texts: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith(".toml"))
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
);

export default texts;
