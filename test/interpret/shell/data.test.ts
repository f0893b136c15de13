import { describe, expect, test } from "vitest";
import { effectsOf } from "../effects.ts";

// Text that merely mentions an act: nothing of it happens.
const DATA = [
  "echo 'rm -rf /'",
  "printf '%s\\n' 'rm -rf /'",
  "git commit -m 'never rm -rf / again'",
  "git commit -m \"$(cat <<'EOF'\nfix: stop rm -rf /\nEOF\n)\"",
  "git log --grep='rm -rf /'",
  "grep -rn 'rm -rf /' .",
  "rg 'rm -rf /' src",
  "sed -n '/rm -rf \\//p' notes.md",
  "awk '/rm -rf/ {print $1}' notes.md",
  "# rm -rf /",
  "ls # rm -rf /",
  "command -v rm",
  "which rm",
  "type rm",
  "man rm",
  "rm --help",
  "cat <<'EOF' > notes.md\nrm -rf /\nEOF",
  "cat > notes.md <<EOF\nnever run rm -rf /\nEOF",
  "echo 'rm -rf /' > notes.md",
  "gh pr create --title x --body 'do not rm -rf /'",
  "npm test -- --grep 'rm -rf /'",
  "x='rm -rf /'; echo \"$x\"",
  "f() { rm -rf /; }",
  "alias clean='rm -rf /'",
  "case x in y) rm -rf /;; esac",
  "bash -n script.sh",
  "[ -d /etc ] && ls /etc",
  "test -f /etc/passwd",
  "find . -name 'rm -rf /'",
  "jq '.scripts[\"rm -rf /\"]' package.json",
  "read -p 'rm -rf /? ' x",
  "export MSG='rm -rf /'",
  "cat <<< 'rm -rf /'",
  "echo rm -rf / | cat",
  "diff <(echo rm -rf /) notes.md",
] as const;

describe("data is not code", () => {
  test.each(DATA)("%s", (command) => {
    expect(effectsOf(command).filter((effect) => effect.kind === "delete")).toEqual([]);
  });
});
