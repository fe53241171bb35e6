import type { Clock, Logger } from '../qualtrics/client/options.js';

/** Sets what the next lines of the log say. */
export type Tell = (progress: () => string) => void;

/** The log shows progress every ten seconds at least; a line may be a moment late. */
const INTERVAL_MS = 9000;

/**
 * Says in the log at least every ten seconds how far a task is, whatever it waits for. The task sets what is said by
 * `tell`, as it goes on; nothing is said before it does.
 */
export async function withHeartbeat<T>(
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  task: (tell: Tell) => Promise<T>,
): Promise<T> {
  let progress: (() => string) | undefined;
  let stop = (): void => undefined;
  const beat = (): void => {
    if (progress) logger.info(progress());
    stop = clock.after(INTERVAL_MS, beat);
  };
  stop = clock.after(INTERVAL_MS, beat);
  try {
    return await task((next) => {
      progress = next;
    });
  } finally {
    stop();
  }
}
