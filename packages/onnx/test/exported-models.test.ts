import { registerKernels } from '@csm/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { differences, exportedModels } from './exported-models.js';

/** The largest difference that float32 explains, as a share of the largest number: sums of some thousand terms. */
const BOUND = 5e-6;

const models = exportedModels();
/** The largest, which would take half of the time on cpu; the kernels of its layers are compared there on the other models. */
const ON_WASM_ONLY = ['diffusion-encoder'];

describe.each(BACKENDS)('models that PyTorch exported, on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  if (models.length === 0) it.skip(`have PyTorch’s latents and maps ${NEEDS_SHARED}`, () => {});

  const tested = models.filter(({ name }) => backend === 'wasm' || !ON_WASM_ONLY.includes(name));
  it.each(tested.map((model) => ({ name: model.name, model })))('$name', async ({ model }) => {
    const found = await differences(model);
    if (process.env.CSM_PRINT) {
      console.log(
        model.name,
        ...Object.entries(found).map(([part, value]) => `${part} ${value.toExponential(1)}`),
      );
    }
    for (const [part, value] of Object.entries(found)) expect(value, part).toBeLessThan(BOUND);
  });
});
