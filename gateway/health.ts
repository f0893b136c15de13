import { Kept } from "./kept.ts";
import type { Store } from "./store/store.ts";

const ANSWER_MS = 1_000;
const KEEP_MS = 1_000;

/** Whether the store answers. Anybody may ask, so it is asked once a second at most. */
export class Health {
  readonly #store: Store;
  readonly #last: Kept<Promise<boolean>>;

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#last = new Kept(KEEP_MS, 1, now);
  }

  isWell(): Promise<boolean> {
    const known = this.#last.get("");
    if (known !== undefined) return known.value;
    const asked = this.#ask();
    this.#last.set("", asked);
    return asked;
  }

  async #ask(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), ANSWER_MS);
    });
    const answered = this.#store.orgs().then(
      () => true,
      () => false,
    );
    const isWell = await Promise.race([answered, late]);
    clearTimeout(timer);
    return isWell;
  }
}
