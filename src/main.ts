import { readFileSync } from "node:fs";

/** No arguments: a hook call on stdin. Arguments: a command, loaded only then. */
if (process.argv.length > 2) {
  process.stderr.write("no commands yet\n");
  process.exitCode = 2;
} else {
  readFileSync(0);
}
