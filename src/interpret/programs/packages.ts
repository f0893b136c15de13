import { LANGUAGE_PACKAGES } from "./packages-languages.ts";
import { TASK_RUNNERS } from "./packages-make.ts";
import { NODE_PACKAGES } from "./packages-node.ts";
import { PUBLISHERS } from "./packages-publishers.ts";
import { PYTHON_PACKAGES } from "./packages-python.ts";
import { SYSTEM_PACKAGES } from "./packages-system.ts";
import { VERSION_WRAPPERS } from "./packages-wrappers.ts";
import type { Program } from "./program.ts";

/** Package managers, task runners, and the programs that run others in a chosen version or environment. */
export const PACKAGES: readonly Program[] = [
  ...NODE_PACKAGES,
  ...PYTHON_PACKAGES,
  ...LANGUAGE_PACKAGES,
  ...PUBLISHERS,
  ...SYSTEM_PACKAGES,
  ...TASK_RUNNERS,
  ...VERSION_WRAPPERS,
];
