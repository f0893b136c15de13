import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";

/** What src/build-id.ts holds until a build puts its own name there. */
const placeholder = "@BUILD-ID@";

/**
 * Names the build by what it is made of, and writes the name into the bundles: an engine and a launcher that bear the
 * same name give the same answers.
 *
 * @param {readonly string[]} bundles
 * @param {readonly string[]} assets what the program carries beside them
 * @param {string} label makes another build of the same sources
 * @returns {string} 16 hexadecimal digits
 */
export function stampBuild(bundles, assets, label = "") {
  const hash = createHash("sha256").update(process.version + label);
  for (const file of [...bundles, ...assets].sort()) hash.update(basename(file)).update(readFileSync(file));
  const build = hash.digest("hex").slice(0, 16);
  for (const file of bundles) {
    const text = readFileSync(file, "utf8");
    if (!text.includes(placeholder)) continue;
    writeFileSync(file, text.replaceAll(placeholder, build));
  }
  return build;
}
