import { registerKernels } from '@csm/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { CASES, standardCases, verdictOf } from './conformance.js';

describe.each(BACKENDS)('the ONNX standard’s own cases, on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  const title = CASES === undefined ? NEEDS_SHARED : '';
  it.skipIf(CASES === undefined)(`none is wrong ${title}`, async () => {
    const counts = { pass: 0, refused: 0, wrong: 0 };
    const wrong: string[] = [];
    const refused: string[] = [];
    for (const each of standardCases()) {
      const verdict = await verdictOf(each);
      counts[verdict.kind]++;
      if (verdict.kind === 'wrong') wrong.push(`${each.name} (${each.opset}): ${verdict.reason}`);
      if (verdict.kind === 'refused') refused.push(`${each.name} (${each.opset}): ${verdict.reason}`);
    }
    if (process.env.CSM_PRINT) console.log([...refused, '', ...wrong, '', JSON.stringify(counts)].join('\n'));
    expect(wrong).toEqual([]);
  });
});
