import { describe, expect, it } from 'vitest';
import { readPublicApi } from './public-exports.js';

describe('public API', () => {
  // A change of this file is a change for users: review it as one. `npx vitest run --project repository exports
  // --update` rewrites it.
  it('exports exactly the names of exports.txt', async () => {
    const { entries } = readPublicApi();
    const total = entries.reduce((sum, { exports }) => sum + exports.length, 0);
    const text = entries.map(({ name, exports }) =>
      [
        `${name}: ${exports.length}`,
        ...exports.map(({ name, isValue }) => `  ${isValue ? '' : 'type '}${name}`),
      ].join('\n'),
    );
    await expect(`${total} names\n\n${text.join('\n\n')}\n`).toMatchFileSnapshot('exports.txt');
  });
});
