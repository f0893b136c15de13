// The text of an asset, for a bundle; __FILE__ is replaced by its name. All are ASCII, which V8 keeps a byte a character.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getRawAsset, isSea } from "node:sea";

const bytes = isSea() ? Buffer.from(getRawAsset("__FILE__")) : readFileSync(join(__dirname, "__FILE__"));
export default bytes.latin1Slice();
