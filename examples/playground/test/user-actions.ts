import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { defaultSettings, type Settings } from '../src/session/settings.js';
import { hashOf } from '../src/take-away/restore/link.js';

/** The part of a link after `#` that opens the playground with other settings than the default ones. */
export const hashWith = (changes: Partial<Settings>) => hashOf({ ...defaultSettings, ...changes }).slice(1);

/** Drops files and folders of this machine onto the page, as a user does. */
export async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', {
      type,
      x: 200,
      y: 200,
      data: { items: [], files: [...paths], dragOperationsMask: 1 },
    });
  }
  await session.detach();
}

/** Where the file is that a button saves. */
export async function saved(page: Page, button: string): Promise<string> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  return (await waiting).path();
}

/** Waits until `read` gives what is expected; the test fails after a minute. */
export const until = <T>(read: () => Promise<T> | T) => expect.poll(read, { timeout: 60_000, interval: 100 });
