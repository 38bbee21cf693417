/**
 * Several things at once, but never more than so many.
 */

/** Does the work for each; the first failure ends it, after what has begun. */
export async function inParallel(items, most, work) {
  const waiting = [...items];
  let failure = null;
  const worker = async () => {
    while (waiting.length > 0 && failure === null) {
      try {
        await work(waiting.shift());
      } catch (error) {
        failure ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  if (failure !== null) {
    throw failure;
  }
}
