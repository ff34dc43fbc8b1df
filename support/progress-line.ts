import { clearLine, cursorTo } from 'node:readline';

/** Tells how far a stage is: one line that is written over on a terminal, a line at its end elsewhere. */
export function progressLine(
  stream: NodeJS.WriteStream = process.stderr,
): (what: string, done: number, total: number) => void {
  return (what, done, total) => {
    const ended = done >= total;
    if (!stream.isTTY) {
      if (ended) stream.write(`${what}: ${total}\n`);
      return;
    }
    cursorTo(stream, 0);
    stream.write(`${what}: ${Math.round(done)} of ${total}`);
    clearLine(stream, 1);
    if (ended) stream.write('\n');
  };
}
