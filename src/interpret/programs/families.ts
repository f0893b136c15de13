import { ACCOUNTS } from "./accounts.ts";
import { AGENTS } from "./agents.ts";
import { ARCHIVES } from "./archives.ts";
import { CLOUD } from "./cloud.ts";
import { CONTAINERS } from "./containers.ts";
import { DATABASES } from "./databases.ts";
import { DEVICES } from "./devices.ts";
import { DISKS } from "./disks.ts";
import { FILES } from "./files.ts";
import { GIT } from "./git.ts";
import { INFRASTRUCTURE } from "./infrastructure.ts";
import { INTERPRETERS } from "./interpreters.ts";
import { MACOS } from "./macos.ts";
import { NETWORK } from "./network.ts";
import { PACKAGES } from "./packages.ts";
import type { Program } from "./program.ts";
import { REMOTE_HOSTS } from "./remote-hosts.ts";
import { SERVICE_LINES } from "./services.ts";
import { BUILTINS } from "./shell-builtins.ts";
import { SHELLS } from "./shells.ts";
import { SYSTEM } from "./system.ts";
import { TEXT } from "./text.ts";
import { WINDOWS } from "./windows.ts";
import { WRAPPERS } from "./wrappers.ts";

/**
 * All rows of command knowledge, one file per family. The first row of a name wins. Functions, so that the built program reads
 * the files of a family only when a program of it is called.
 */
export const FAMILIES: readonly (() => readonly Program[])[] = [
  () => BUILTINS,
  () => SHELLS,
  () => WRAPPERS,
  () => FILES,
  () => TEXT,
  () => GIT,
  () => PACKAGES,
  () => NETWORK,
  () => REMOTE_HOSTS,
  () => DATABASES,
  () => CLOUD,
  () => SERVICE_LINES,
  () => CONTAINERS,
  () => INFRASTRUCTURE,
  () => SYSTEM,
  () => ACCOUNTS,
  () => DEVICES,
  () => DISKS,
  () => INTERPRETERS,
  () => ARCHIVES,
  () => AGENTS,
  () => WINDOWS,
  () => MACOS,
];

/** The names that each family knows, in the order of the families: parted by spaces, one before and one behind. */
export function namesOfFamilies(): readonly string[] {
  return FAMILIES.map(
    (family) =>
      ` ${family()
        .flatMap(({ names }) => names)
        .join(" ")} `,
  );
}
