/** Numbered messages that come as requests of their own and may overtake one another, read in order. */
export interface Inbox<T> {
  readonly put: (number: number, message: T) => void;
  readonly take: () => Promise<T>;
}

export function createInbox<T>(): Inbox<T> {
  const early = new Map<number, T>();
  const ready: T[] = [];
  const waiting: ((message: T) => void)[] = [];
  let due: number | undefined;
  return {
    put(number, message) {
      early.set(number, message);
      due ??= number;
      for (let next = early.get(due); next !== undefined; next = early.get(due)) {
        early.delete(due++);
        const reader = waiting.shift();
        if (reader) reader(next);
        else ready.push(next);
      }
    },
    take() {
      const message = ready.shift();
      if (message !== undefined) return Promise.resolve(message);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
