/** Things that are costly to open and serve one user at a time: at most so many, kept until the end. */

export interface Pool<T> {
  /** One that is idle, or a new one, or the next that comes back. @throws what opening throws; the signal's reason. */
  take(signal: AbortSignal): Promise<T>;
  giveBack(item: T): void;
  /** Makes room for new ones in the place of some that were taken and are broken. */
  discard(count: number): void;
  /** Takes all that are idle now. */
  takeIdle(): readonly T[];
}

export function createPool<T>(limit: number, open: (signal: AbortSignal) => Promise<T>): Pool<T> {
  const idle: T[] = [];
  /** Told that something came back, or that there is room. */
  const waiting = new Set<() => void>();
  let places = limit;
  const tellNext = () => {
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next);
    next();
  };
  return {
    async take(signal) {
      for (;;) {
        signal.throwIfAborted();
        const item = idle.pop();
        if (item !== undefined) return item;
        if (places > 0) {
          places -= 1;
          try {
            return await open(signal);
          } catch (error) {
            places += 1;
            tellNext();
            throw error;
          }
        }
        await new Promise<void>((done) => {
          const leave = () => {
            waiting.delete(told);
            done();
          };
          const told = () => {
            signal.removeEventListener('abort', leave);
            done();
          };
          waiting.add(told);
          signal.addEventListener('abort', leave, { once: true });
        });
      }
    },
    giveBack(item) {
      idle.push(item);
      tellNext();
    },
    discard(count) {
      places += count;
      for (let told = 0; told < count; told += 1) tellNext();
    },
    takeIdle: () => idle.splice(0),
  };
}
