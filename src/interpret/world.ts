/** What the pure middle may ask about the machine. Every answer is data handed in; nothing else is read. */
export interface World {
  readonly home: string | undefined;
  readonly user: string | undefined;
  readonly platform: "linux" | "darwin" | "win32";
  /** The volume folds case (macOS and Windows defaults). */
  readonly foldsCase: boolean;
  /** Roots of the workspace, absolute and normalised. */
  readonly workspace: readonly string[];
  readonly tempDirs: readonly string[];
  /** The value of an environment variable that the agent's shell is known to have (HOME, PWD, TMPDIR …); secrets are never answered. */
  env(name: string): string | undefined;
  /** What `path` is, without following a final symlink. */
  stat(path: string): FileKind;
  /** Resolves symlinks in all parts that exist; the path itself where nothing is a link or nothing exists. */
  realpath(path: string): string;
  /** Text of a regular file of at most `limit` bytes; undefined where it is missing, larger, or not readable. */
  readText(path: string, limit: number): string | undefined;
  /** Names in a folder, at most `limit`; undefined where it is missing. */
  list(path: string, limit: number): readonly string[] | undefined;
  /** What git says of the folder that holds `path`; undefined outside a repository. */
  git(path: string): GitFacts | undefined;
}

export type FileKind = "file" | "directory" | "symlink" | "other" | "missing";

export interface GitFacts {
  readonly root: string;
  /** Current branch, undefined when detached. */
  readonly branch: string | undefined;
  /** A linked worktree, not the main one. */
  readonly linkedWorktree: boolean;
}
