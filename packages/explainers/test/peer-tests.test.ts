import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { readPeerTests } from '../../../test/parity/peer-cases.js';
import {
  PEER_CASES_ELSEWHERE,
  PEER_CASES_OUT_OF_SCOPE,
  PEER_CHECKS,
} from '../../../test/parity/peer-checks.js';
import { measurePeer } from '../../../test/parity/peer-deviations.js';

/** Assertions of other libraries' tests, and values computed by hand: see the file's `about`. */
const { cases } = readPeerTests();
const root = new URL('../../../', import.meta.url);

describe('peer tests', () => {
  it('are all checked, here or elsewhere, or out of scope for a reason', () => {
    const placed = [PEER_CHECKS, PEER_CASES_ELSEWHERE, PEER_CASES_OUT_OF_SCOPE].flatMap(Object.keys);
    expect(placed.sort()).toEqual(cases.map(({ id }) => id).sort());
  });

  it.each(Object.entries(PEER_CASES_ELSEWHERE))('%s is checked in %s', (id, file) => {
    const path = new URL(file, root);
    expect(existsSync(path) && readFileSync(path, 'utf8')).toContain(id);
  });

  describe.each(BACKENDS)('on %s', (backend) => {
    beforeAll(() => useBackend(backend));

    it.each(cases.filter(({ id }) => PEER_CHECKS[id]))('$id', async (peer) => {
      const { deviation, tolerance } = await measurePeer(peer);
      expect(deviation).toBeLessThanOrEqual(tolerance);
    });
  });
});
