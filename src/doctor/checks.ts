import type { Check } from "./check.ts";
import { answers } from "./checks/answers.ts";
import { bundle } from "./checks/bundle.ts";
import { doubled } from "./checks/doubled.ts";
import { engine } from "./checks/engine.ts";
import { entries } from "./checks/entries.ts";
import { brokenFiles } from "./checks/files.ts";
import { gateway } from "./checks/gateway.ts";
import { clock, journal } from "./checks/machine.ts";
import { mode } from "./checks/mode.ts";
import { ownership, policy } from "./checks/ownership.ts";
import { programs } from "./checks/programs.ts";
import { silenced } from "./checks/silenced.ts";
import { trust } from "./checks/trust.ts";
import { versions } from "./checks/versions.ts";

/** Everything that the doctor looks at, in the order in which it is told. */
export const CHECKS: readonly Check[] = [
  brokenFiles,
  entries,
  mode,
  silenced,
  programs,
  trust,
  answers,
  versions,
  doubled,
  policy,
  ownership,
  engine,
  gateway,
  bundle,
  journal,
  clock,
];
