import { expect, test } from "vitest";
import { effectsOf, ofKind } from "../effects.ts";

test.each([
  ["ls; rm -rf x", "rm -rf x"],
  ["bash -c 'ls; rm -rf x'", "rm -rf x"],
  ["cat <<'EOF' | sh\nls\nrm -rf x\nEOF", "sh"],
  ["echo $(rm -rf x)", "rm -rf x"],
  ["eval 'rm -rf x'", "rm -rf x"],
  ["f() { rm -rf x; }; f", "rm -rf x"],
  ["rm -rf {x,y}", "rm -rf {x,y}"],
])("%s points at %s", (command, part) => {
  const [effect] = ofKind(effectsOf(command), "delete");
  expect(effect && command.slice(effect.span.start, effect.span.end)).toBe(part);
});
