import { clearLine, cursorTo } from 'node:readline';
import type { Writable } from 'node:stream';
import { checkOptions } from '@csm/base';
import type { TrainingProgress } from './training-progress.js';

/** Options of {@link terminalProgress}. */
export interface TerminalProgressOptions {
  /** The stream to write to. Default `process.stderr`. */
  readonly stream?: (Writable & { readonly isTTY?: boolean; readonly columns?: number }) | undefined;
}

const BAR_WIDTH = 24;

/**
 * Returns a function that shows the progress of training in a terminal, for the option `onProgress` of `trainVae`.
 *
 * A terminal gets one line per epoch, which fills up: bar (or the step, while the length of a stream is unknown), losses,
 * rate and time left. Any other stream (a log file, CI) gets one plain line at the end of each epoch. There is no
 * timer and no hidden cursor, so nothing must be closed if training is aborted.
 *
 * @category Train
 */
export function terminalProgress(
  options: TerminalProgressOptions = {},
): (progress: TrainingProgress) => void {
  checkOptions('terminalProgress', options, { stream: true });
  const { stream = process.stderr } = options;
  return (progress) => {
    const { epoch, total, step, steps } = progress;
    const isEpochDone = step === steps;
    const counter = `epoch ${String(epoch).padStart(String(total).length)}/${total}`;
    if (!stream.isTTY) {
      if (isEpochDone) stream.write(`${counter}  ${figures(progress)}\n`);
      return;
    }
    const line = `${counter} ${steps === undefined ? `step ${step} ` : bar(step / steps)} ${figures(progress)}`;
    cursorTo(stream, 0);
    // A line longer than the terminal would wrap, and could then not be overwritten.
    stream.write(line.slice(0, (stream.columns ?? 120) - 1));
    clearLine(stream, 1);
    if (isEpochDone) stream.write('\n');
  };
}

function bar(share: number): string {
  const filled = Math.round(BAR_WIDTH * share);
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
  const hours = Math.floor(whole / 3600);
  const rest = [Math.floor(whole / 60) % 60, whole % 60];
  const parts = hours > 0 ? [hours, ...rest] : rest;
  return parts.map((part, i) => (i === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}
