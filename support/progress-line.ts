import { clearLine, cursorTo } from 'node:readline';

/** Prints the progress of a stage: on a terminal, one line that is overwritten; otherwise, one line at the end of the stage. */
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
