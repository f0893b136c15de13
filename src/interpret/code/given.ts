import type { LibraryCall } from "./library.ts";
import { UNKNOWN, type Value } from "./value.ts";

/** An argument; one that is not given is not known. */
export function given(of: LibraryCall, index = 0): Value {
  return of.args[index] ?? UNKNOWN;
}

/** What a method is called on; a function is called on nothing that is known. */
export function receiver(of: LibraryCall): Value {
  return of.self ?? UNKNOWN;
}
