import { describe, expect, test } from "vitest";
import { interpret } from "../../src/interpret/interpret.ts";
import { memoryWorld } from "../../src/interpret/memory-world.ts";
import { given } from "./code-lines.ts";
import { callOf, ofKind } from "./effects.ts";

/** A machine of which the guard was told nothing. */
const NOWHERE = { ...memoryWorld(), home: undefined, user: undefined, tempDirs: [] };

function deleted(command: string, shell: "bash" | "powershell" | "cmd" = "bash"): readonly string[] {
  const call = { ...callOf({ kind: "shell", command, shell }), cwd: undefined };
  return ofKind(interpret(call, NOWHERE).effects, "delete").map((effect) =>
    effect.target.path.replaceAll("\uFFFC", "?"),
  );
}

describe("where home, user, place and temporary folder are not known", () => {
  test.each([
    ["node", "fs.unlinkSync(os.homedir() + '/' + os.userInfo().username); fs.unlinkSync(os.tmpdir() + '/a'); fs.unlinkSync(process.cwd() + '/b'); fs.unlinkSync(__dirname + '/c')", ["?/?", "/tmp/a", "?/b", "?/c"]],
    ["python3", "import os, getpass, tempfile\nos.remove(os.path.expanduser('~/a')); os.remove('/' + getpass.getuser()); os.remove(os.getcwd() + '/b'); os.remove(tempfile.gettempdir() + '/c'); os.remove(os.environ['TMPDIR'])", ["?/a", "/?", "?/b", "/tmp/c", "?"]],
    ["perl", "unlink glob('~/a');", ["?/a"]],
  ] as const)("%s: %s", (interpreter, code, paths) => {
    expect(deleted(given(interpreter, code))).toEqual(paths);
  }); // biome-ignore format: one table

  test.each([
    ["powershell", "Remove-Item $home/a; Remove-Item $env:USERPROFILE/b; Remove-Item $profile; Remove-Item ([Environment]::UserName); Remove-Item ([IO.Path]::GetTempPath()); New-TemporaryFile | Remove-Item; cd; Remove-Item (Get-Location); Remove-Item $pwd", ["?/a", "?/b", "?/Documents/PowerShell/profile.ps1", "?", "?", "?/?", "?", "?"]],
    ["cmd", "del %USERPROFILE%/a & del %USERNAME% & del %TEMP%/b & del %CD%/c", ["?/a", "?", "?/b", "?/c"]],
  ] as const)("%s: %s", (shell, text, paths) => {
    expect(deleted(text, shell)).toEqual(paths);
  }); // biome-ignore format: one table
});
