/** Waiting that can be called off, and waiting no longer than so long. */

/** Resolves after this time, or at once when the signal is given; never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end);
  });
}

/** What the work comes to, or null when it takes longer. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  const calledOff = new AbortController();
  try {
    return await Promise.race([work, pause(ms, calledOff.signal).then(() => null)]);
  } finally {
    calledOff.abort();
  }
}
