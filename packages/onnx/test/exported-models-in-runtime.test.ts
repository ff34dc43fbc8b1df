import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { runtimeEncoder } from '../src/runtime.js';
import { differences, exportedModels } from './exported-models.js';

/** The largest difference that float32 explains, relative to the largest value: sums of a few thousand terms. */
const BOUND = 5e-6;

const models = exportedModels();

describe('models that PyTorch exported, with the recorded passes in ONNX Runtime', () => {
  beforeAll(() => useBackend('cpu'));

  if (models.length === 0) it.skip(`have PyTorch’s latents and maps ${NEEDS_SHARED}`, () => {});

  it.each(models.map((model) => ({ name: model.name, model })))('$name', async ({ model }) => {
    const warnings: string[] = [];
    const found = await differences(model, (encoder) =>
      runtimeEncoder(encoder, { onWarning: (message) => warnings.push(message) }),
    );
    if (process.env.CSM_PRINT) {
      console.log(
        model.name,
        ...Object.entries(found).map(([part, value]) => `${part} ${value.toExponential(1)}`),
      );
    }
    expect(warnings).toEqual([]);
    for (const [part, value] of Object.entries(found)) expect(value, part).toBeLessThan(BOUND);
  });
});
