import type { Installer, Site, Wish } from "../../installers/installer.ts";
import type { Mode } from "../model/decision.ts";
import { policyPlaces } from "../policy/places.ts";
import type { ConfigEdit, Platform } from "./edit.ts";
import { insertChecked } from "./formats.ts";
import { policyEdit } from "./install.ts";
import { homeOf } from "./program.ts";

export interface ManagedFile {
  readonly platform: "Linux" | "macOS" | "Windows";
  readonly agent: string;
  readonly path: string;
  readonly content: string;
  readonly note: string;
}

const PLATFORMS: readonly (readonly [Platform, ManagedFile["platform"]])[] = [
  ["linux", "Linux"],
  ["darwin", "macOS"],
  ["win32", "Windows"],
];

/** Every managed file for every platform, as it is where there was none. */
export function managedFiles(installers: readonly Installer[], mode: Mode): readonly ManagedFile[] {
  return PLATFORMS.flatMap(([platform, name]) => {
    const { command } = homeOf(platform, "managed", undefined);
    const site: Site = { platform, scope: "managed", root: "", home: "/", project: "/", env: {} };
    const wish: Wish = { command, closed: mode === "enforce", denyRules: false, version: undefined };
    const policy = policyEdit(policyPlaces(platform, undefined, []).managed ?? "", mode);
    const note = (edit: ConfigEdit) =>
      edit === policy
        ? `the policy; owned by ${platform === "win32" ? "the administrators" : "root"}, writable by nobody else`
        : isOwnFile(edit)
          ? "a file of its own"
          : "merge into the file where there is one";
    const files = (agent: string, edits: readonly ConfigEdit[]) =>
      edits.map(
        (edit): ManagedFile => ({
          platform: name,
          agent,
          path: edit.file,
          content: insertChecked(edit, "").text,
          note: note(edit),
        }),
      );
    return [...files("policy", [policy]), ...installers.flatMap((each) => files(each.agent, each.edits(site, wish)))];
  });
}

/** What the files of a platform start, and who puts that there: they are of no use without it. */
export function programNote(name: ManagedFile["platform"]): string {
  const [platform] = PLATFORMS.find(([, each]) => each === name) ?? ["linux"];
  const { command } = homeOf(platform as Platform, "managed", undefined);
  const put = platform === "win32" ? "as an administrator" : "with sudo, or for an image with --root";
  return `every hook starts ${command}; clampd-guard install --managed puts it there (${put})`;
}

/** Claude Code reads a folder of files; the others have one file for everybody. */
function isOwnFile({ file }: ConfigEdit): boolean {
  return /[\\/]managed-settings\.d[\\/]/.test(file);
}
