// Work that one interpretation may do. Exceeding one is an effect (`unknown`, limit-*), never silence.

/** Shell text longer than this is not parsed (UTF-16 units). */
export const MAX_SHELL_TEXT = 256 * 1024;
/** Openers (`$(`, "`", `{`, `(`) in one shell text: the parser's worst case is some 24 µs each. */
export const MAX_OPENERS = 8_000;
/** Here-documents that begin in one line: the parser's work is their square. */
export const MAX_HERE_DOCUMENTS = 500;
/** Commands, words and tree nodes visited in one call. */
export const MAX_NODES = 40_000;
export const MAX_EFFECTS = 4_000;
/** Shells inside shells, substitutions inside substitutions. */
export const MAX_NESTING = 12;
/** Commands inside commands (wrappers, functions, groups), whatever holds them: each takes some of the process's stack. */
export const MAX_DEPTH = 200;
/** Parts of code inside parts of code, of all languages and programs of a call. */
export const MAX_LEVELS = 600;
/** Fields that one word may multiply to (braces, variables with several values). */
export const MAX_FIELDS = 1024;
/** Rounds of a loop that are run one by one; a longer list is taken at once. */
export const MAX_ROUNDS = 6;
/** A script file larger than this is not opened (bytes). */
export const MAX_SCRIPT_FILE = 128 * 1024;
/** Text kept of what a program prints or a file holds (UTF-16 units). */
export const MAX_KNOWN_TEXT = 256 * 1024;
/** Text of one effect (what is written, sent, or handed to a tool) that rules look at (UTF-16 units). */
export const MAX_CONTENT = 512 * 1024;
