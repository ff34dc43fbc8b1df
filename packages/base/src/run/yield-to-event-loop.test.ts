import { describe, expect, it } from 'vitest';
import { eventLoopYielder, yieldToEventLoop } from './yield-to-event-loop.js';

describe('eventLoopYielder', () => {
  it('lets a timer run once it is due', async () => {
    let ran = false;
    const timer = () => {
      ran = true;
    };
    const pause = eventLoopYielder(10);
    setTimeout(timer);
    await pause();
    expect(ran).toBe(false);
    const start = performance.now();
    while (performance.now() - start < 12);
    await pause();
    expect(ran).toBe(true);
  });

  it('yields every time with 0 milliseconds', async () => {
    let runs = 0;
    const pause = eventLoopYielder(0);
    for (let i = 1; i <= 3; i++) {
      setTimeout(() => runs++);
      await pause();
      expect(runs).toBe(i);
    }
  });
});

it('yieldToEventLoop lets a timer run', async () => {
  let ran = false;
  setTimeout(() => {
    ran = true;
  });
  await yieldToEventLoop();
  expect(ran).toBe(true);
});
