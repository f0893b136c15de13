/** Around the block that is ours. */
export const OPEN = "# >>> clampd-guard: written by `clampd-guard install`, taken away by `clampd-guard uninstall`";
export const CLOSE = "# <<< clampd-guard";
/** Behind a line of ours in a table of somebody else's. */
export const LINE = "# clampd-guard";
