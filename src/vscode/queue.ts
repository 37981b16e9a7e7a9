/** Work in the background, a few pieces at a time, where one that hangs never blocks the others. */

export interface Queue {
  /** Runs `work` when a slot is free. Its outcome is its own business: it must not reject. */
  add(work: () => Promise<void>): void;
}

/**
 * @param limit how many pieces run at a time.
 * @param patienceMs after how long a piece that is still running gives its slot to the next one (and goes on by itself).
 */
export function createQueue(limit: number, patienceMs: number): Queue {
  const waiting: (() => Promise<void>)[] = [];
  let busy = 0;

  const next = () => {
    while (busy < limit) {
      const work = waiting.shift();
      if (work === undefined) return;
      busy += 1;
      void occupySlot(work);
    }
  };

  const occupySlot = async (work: () => Promise<void>) => {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([work(), patience]);
    clearTimeout(timer);
    busy -= 1;
    next();
  };

  return {
    add: (work) => {
      waiting.push(work);
      next();
    },
  };
}
