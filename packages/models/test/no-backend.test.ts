import { engine } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { disposeVae } from '../src/architectures/dispose-vae.js';
import { imageVae } from '../src/architectures/image-vae.js';
import { olfactoryBulbVae } from '../src/architectures/olfactory-bulb-vae.js';
import { loadLayersModelFromDisk } from '../src/files/load-layers-model-from-disk.js';
import { loadVae } from '../src/files/load-vae.js';

const advice =
  'expected a TensorFlow.js backend; none is ready; import one, such as "@csm/wasm", and call await setBackend("wasm") first.';

describe('without a backend', () => {
  it('functions that make weights say what to call', async () => {
    expect(() => imageVae({ size: 8 })).toThrow(`imageVae: ${advice}`);
    expect(() => olfactoryBulbVae()).toThrow(`olfactoryBulbVae: ${advice}`);
    await expect(loadVae('somewhere')).rejects.toThrow(`loadVae: ${advice}`);
    await expect(loadLayersModelFromDisk('somewhere')).rejects.toThrow(`loadLayersModelFromDisk: ${advice}`);
  });

  it('functions that make weights say so until setBackend was called and awaited', async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    expect(() => imageVae({ size: 8 })).toThrow(`imageVae: ${advice}`);
    const ready = engine().setBackend('wasm');
    expect(() => imageVae({ size: 8 })).toThrow(`imageVae: ${advice}`);
    await ready;
    disposeVae(imageVae({ size: 8 }));
  });
});
