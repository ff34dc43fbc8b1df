import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { terminalProgress } from './terminal-progress.js';
import type { TrainingProgress } from './training-progress.js';

function screen(properties: { isTTY?: boolean; columns?: number } = {}) {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream: Object.assign(stream, properties), text: () => text };
}

const progress = (change: Partial<TrainingProgress> = {}): TrainingProgress => ({
  epoch: 3,
  done: 2.5,
  total: 10,
  step: 5,
  steps: 10,
  loss: 0.06125,
  reconstruction: 0.06123,
  kl: 0.0004321,
  samplesPerSecond: 251.4,
  secondsLeft: 3723.2,
  ...change,
});

describe('terminalProgress', () => {
  it('fills one line per epoch on a terminal', () => {
    const { stream, text } = screen({ isTTY: true, columns: 200 });
    const show = terminalProgress({ stream });
    show(progress());
    expect(text()).toContain(
      `epoch  3/10 ${'█'.repeat(12)}${'░'.repeat(12)} loss 0.0612 (reconstruction 0.0612, KL 0.000432)  ` +
        '251 images/s  1:02:04 left',
    );
    expect(text()).not.toContain('\n');
    show(progress({ step: 10, secondsLeft: 65 }));
    expect(text()).toContain(`${'█'.repeat(24)} `);
    expect(text()).toContain('1:05 left');
    expect(text().endsWith('\n')).toBe(true);
    expect(text().split('\n').length).toBe(2);
  });

  it('shows the step while the length of a stream is unknown', () => {
    const { stream, text } = screen({ isTTY: true, columns: 200 });
    terminalProgress({ stream })(progress({ steps: undefined, secondsLeft: undefined }));
    expect(text()).toContain(
      'epoch  3/10 step 5  loss 0.0612 (reconstruction 0.0612, KL 0.000432)  251 images/s',
    );
    expect(text()).not.toContain('left');
  });

  it('never wraps a narrow terminal', () => {
    const { stream, text } = screen({ isTTY: true, columns: 30 });
    terminalProgress({ stream })(progress());
    const shown = text().slice(text().indexOf('epoch'), text().lastIndexOf('\u001b'));
    expect(shown.length).toBe(29);
  });

  it('writes one plain line per epoch elsewhere', () => {
    const { stream, text } = screen();
    const show = terminalProgress({ stream });
    for (let step = 1; step <= 10; step++) show(progress({ step, secondsLeft: 0, samplesPerSecond: 3.14 }));
    expect(text()).toBe(
      'epoch  3/10  loss 0.0612 (reconstruction 0.0612, KL 0.000432)  3.1 images/s  0:00 left\n',
    );
  });
});
