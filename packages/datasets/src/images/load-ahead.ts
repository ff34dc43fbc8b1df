/** What came of loading one image. */
export type Loaded =
  | { readonly id: string; readonly image: Float32Array }
  | { readonly id: string; readonly error: unknown };

/** Images under way at once: twice the threads of Node's pool, so that each has a file read and the next one queued. */
const atOnce = 8;

/**
 * Loads images in the order of their ids, a few at once, and goes on while the caller is busy with what it got: up to
 * `ahead` images that were not asked for yet. Never rejects because of one of them. A loop that ends early ends only when
 * what is under way has come to its end, so that no file is open any more.
 */
export async function* loadAhead(
  ids: readonly string[],
  load: (id: string) => Promise<Float32Array>,
  ahead: number,
): AsyncGenerator<Loaded, void, undefined> {
  const waiting: Promise<Loaded>[] = [];
  let started = 0;
  let running = 0;
  let ended = false;
  const start = async (id: string): Promise<Loaded> => {
    try {
      // Behind a promise: a load that throws at once must not start the next before this one is in line.
      return { id, image: await Promise.resolve(id).then(load) };
    } catch (error) {
      return { id, error };
    } finally {
      running--;
      fill();
    }
  };
  const fill = () => {
    while (!ended && running < atOnce && waiting.length < ahead && started < ids.length) {
      running++;
      waiting.push(start(ids[started++]!));
    }
  };
  try {
    for (let taken = 0; taken < ids.length; taken++) {
      fill();
      const next = waiting.shift()!;
      fill();
      yield await next;
    }
  } finally {
    ended = true;
    await Promise.all(waiting);
  }
}
