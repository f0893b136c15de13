/** Where the code of the threads is: a file beside this one, or the text of a bundle. */
export type WorkerSource = { readonly file: URL } | { readonly code: string };

/** `#store-worker` when the sources run as they are; the build hands out its own bundle. */
const source: WorkerSource = { file: new URL("./worker.ts", import.meta.url) };

export default source;
