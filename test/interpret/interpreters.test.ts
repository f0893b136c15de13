import { describe, expect, test } from "vitest";
import type { MemoryWorldOptions } from "../../src/interpret/memory-world.ts";
import { codeLines } from "./code-lines.ts";

const P = "/home/dev/project";
const gone = (name: string) => `delete remove ${P}/${name}`;
const PY = "import os; os.remove('a')";
const JS = "fs.unlinkSync('a')";

/** Options that take values are not the code's file, and what follows the code is the program's own. */
const rows: readonly (readonly [string, readonly string[], MemoryWorldOptions?])[] = [
  [`python3 -W ignore -X dev -c "${PY}" -c x`, [`code inline python ${PY}`, gone("a")]],
  [`python3.12 -Ic "${PY}"`, [`code inline python ${PY}`, gone("a")]],
  [`/usr/bin/python3 -u -c "${PY}"`, [`code inline python ${PY}`, gone("a")]],
  [`echo "${PY}" | python3`, ["run python", gone("a")]],
  [`echo "${PY}" | python3 - x y`, ["run python -", gone("a")].map((one) => (one === "run python -" ? "run python - x y" : one))],
  ["python3", []],
  ["python3 --version", []],
  ["python3 missing.py", []],
  ["python3 -m json.tool a b", [`read content ${P}/a`, `write truncate ${P}/b`]],
  ["python3 -m venv --clear .venv", [`delete empty ${P}/.venv all`, `write mkdir ${P}/.venv`]],
  ["python3 -m http.server", ["network listen"]],
  ["python3 -m zipfile -c a.zip b", [`write truncate ${P}/a.zip`, `read content ${P}/b`]],
  ["python3 -m zipfile -e a.zip b", [`read content ${P}/a.zip`, `write mkdir ${P}/b`]],
  ["python3 -m nothing.known a", []],
  ["python3 x.py", [`code file python ${PY}`, gone("a")], { files: { [`${P}/x.py`]: PY } }],
  ["python3 x.sh", [`code file python ${PY}`, gone("a")], { files: { [`${P}/x.sh`]: PY } }],
  ["python3 x.py b", ["code file python import os, sys; os.remove(sys.argv[1])", gone("b")], { files: { [`${P}/x.py`]: "import os, sys; os.remove(sys.argv[1])" } }],
  ["python3 -c \"$CODE\"", ["code variable python ?"]],
  [`node -e "${JS}"`, [`code inline javascript ${JS}`, gone("a")]],
  [`node --eval="${JS}"`, [`code inline javascript ${JS}`, gone("a")]],
  [`node -p "${JS}"`, [`code inline javascript ${JS}`, gone("a")]],
  [`node -pe "${JS}"`, [`code inline javascript ${JS}`, gone("a")]],
  [`node --input-type=module -C dev -r x -e "${JS}"`, [`code inline javascript ${JS}`, gone("a")]],
  [`node -r ./x.js -e 1`, [`code file javascript ${JS}`, gone("a"), "code inline javascript 1"], { files: { [`${P}/x.js`]: JS } }],
  ["node --check x.js", [], { files: { [`${P}/x.js`]: JS } }],
  ["node x.js", [`code file javascript ${JS}`, gone("a")], { files: { [`${P}/x.js`]: JS } }],
  [`perl -we "unlink 'a'"`, ["code inline perl unlink 'a'", gone("a")]],
  [`perl -MFoo -0777 -ne "unlink 'a'" b`, ["code inline perl unlink 'a'", gone("a"), `read content ${P}/b`]],
  [`perl -pi.bak -e "s/a/b/" c`, ["code inline perl s/a/b/", `write modify ${P}/c = s/a/b/`]],
  ["perl -c x.pl", []],
  [`ruby -rfoo -e "File.delete 'a'"`, ["code inline ruby File.delete 'a'", gone("a")]],
  ["ruby -c x.rb", []],
  [`php -d x=1 -r "unlink('a');"`, ["code inline php unlink('a');", gone("a")]],
  ["php -S 0.0.0.0:80", ["network listen"]],
  ["php -l x.php", []],
  ["php -f x.php", ["code file php <?php unlink('a');", gone("a")], { files: { [`${P}/x.php`]: "<?php unlink('a');" } }],
  [`tclsh -c "x"`, ["code inline tclsh x", "unknown dynamic-code"]],
  [`elixir -e "File.rm!('a')"`, ["code inline elixir File.rm!('a')", gone("a")]],
  [`jrunscript -e "new File('a').delete()"`, ["code inline groovy new File('a').delete()", gone("a")]],
  [`echo 'package main; func main() { err := os.Remove("a") }' > x.go; go run x.go`, ["run go run x.go", "code file go package main; func main() { err := os.Remove(\"a\") }\n", gone("a")]],
  ["java -jar x.jar", []],
]; // biome-ignore format: one table

describe("interpreters", () => {
  test.each(rows.map(([command, lines, world]) => ({ command, lines, world })))(
    "$command",
    ({ command, lines, world }) => {
      const all = codeLines(command, world);
      expect(command.startsWith("echo ") ? all.filter((one) => !one.startsWith("write")) : all).toEqual(lines);
    },
  );

  test("a script that the call wrote itself is known", () => {
    expect(codeLines(`echo "${PY}" > /tmp/x.py && python3 /tmp/x.py`)).toContain(gone("a"));
  });

  test("what code prints is known where it goes on", () => {
    expect(codeLines("python3 -c \"print('rm a')\" | sh")).toContain(gone("a"));
    expect(codeLines("node -p \"'rm a'\" | sh").some((one) => one.startsWith("delete"))).toBe(false);
    expect(codeLines("ruby -e \"puts 'rm a'\" | sh")).toContain(gone("a"));
  });
});
