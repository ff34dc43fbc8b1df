import { clearLine, cursorTo } from 'node:readline';
import type { Writable } from 'node:stream';
import type { TrainingProgress } from './train-vae.js';

/** Options of {@link terminalProgress}. */
export interface TerminalProgressOptions {
  /** Where to write. Default `process.stderr`. */
  readonly stream?: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

const BAR_WIDTH = 24;

/**
 * Shows training in a terminal: give the result to `trainVae` as `onProgress`.
 *
 * On a terminal, one line an epoch that fills up: bar (the step where a stream's length is not known yet), rate, time
 * left, both losses. Elsewhere (a log file, CI),
 * one plain line at the end of each epoch. It keeps no timer and hides no cursor, so there is nothing to close
 * when training is aborted.
 */
export function terminalProgress(
  options: TerminalProgressOptions = {},
): (progress: TrainingProgress) => void {
  const { stream = process.stderr } = options;
  return (progress) => {
    const { epoch, epochs, step, steps } = progress;
    const done = step === steps;
    const counter = `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;
    if (!stream.isTTY) {
      if (done) stream.write(`${counter}  ${figures(progress)}\n`);
      return;
    }
    const line = `${counter} ${steps === undefined ? `step ${step} ` : bar(step / steps)} ${figures(progress)}`;
    cursorTo(stream, 0);
    // A line longer than the terminal would wrap, and then could not be overwritten.
    stream.write(line.slice(0, (stream.columns ?? 120) - 1));
    clearLine(stream, 1);
    if (done) stream.write('\n');
  };
}

function bar(done: number): string {
  const filled = Math.round(BAR_WIDTH * done);
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}

function figures({ loss, reconstruction, kl, samplesPerSecond, secondsLeft }: TrainingProgress): string {
  const rate = samplesPerSecond.toFixed(samplesPerSecond < 10 ? 1 : 0);
  return (
    `loss ${loss.toFixed(4)} (reconstruction ${reconstruction.toFixed(4)}, KL ${kl.toPrecision(3)})  ` +
    `${rate} images/s${secondsLeft === undefined ? '' : `  ${clock(secondsLeft)} left`}`
  );
}

/** `1:02:03` or `2:03`. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, i) => (i === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}
