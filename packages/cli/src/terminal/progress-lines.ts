import { clearLine, cursorTo } from 'node:readline';
import type { Progress } from '@csm/base';
import type { Streams } from './streams.js';

/** The least time between two updates of a line on a terminal. */
const UPDATE_MS = 100;

/**
 * Returns a function that shows the progress of a stage: on a terminal, one line that is overwritten; otherwise, one plain line
 * when the stage ends.
 */
export function progressLines(stderr: Streams['stderr']): (stage: string) => (progress: Progress) => void {
  return (stage) => {
    let last = 0;
    let hasEnded = false;
    return ({ done, total }) => {
      const ended = done >= total;
      // A function may report its end more than once.
      if (ended && hasEnded) return;
      hasEnded = ended;
      if (!stderr.isTTY) {
        if (ended) stderr.write(`${stage}: ${total}\n`);
        return;
      }
      const now = Date.now();
      if (!ended && now - last < UPDATE_MS) return;
      last = now;
      cursorTo(stderr, 0);
      // A line longer than the terminal would wrap, and could then not be overwritten.
      stderr.write(`${stage}: ${Math.floor(done)} of ${total}`.slice(0, (stderr.columns ?? 120) - 1));
      clearLine(stderr, 1);
      if (ended) stderr.write('\n');
    };
  };
}
