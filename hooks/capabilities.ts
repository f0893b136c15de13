/** Placeholder of the first version. */
export function honoursAsk(_agent: string, _version: string | undefined, _mode: string | undefined): boolean {
  return true;
}
