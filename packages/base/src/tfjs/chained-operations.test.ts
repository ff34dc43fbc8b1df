import '@tensorflow/tfjs-backend-cpu';
import { setBackend, Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { registerChainedOperations } from './chained-operations.js';

beforeAll(() => setBackend('cpu'));
const original = Object.getOwnPropertyNames(Tensor.prototype);
afterEach(() => {
  for (const name of Object.getOwnPropertyNames(Tensor.prototype)) {
    if (!original.includes(name)) Reflect.deleteProperty(Tensor.prototype, name);
  }
});

describe('registerChainedOperations', () => {
  it('lets recurrent layers be built, whose initializer calls chained operations', () => {
    const build = () => sequential({ layers: [layers.lstm({ units: 8, inputShape: [12, 3] })] });
    expect(build).toThrow('rMat.flatten is not a function');
    registerChainedOperations();
    const model = build();
    expect(model.outputShape).toEqual([null, 8]);
    model.dispose();
  });

  it('does not replace methods that exist', () => {
    const own = () => 'own';
    Object.defineProperty(Tensor.prototype, 'sub', { value: own, configurable: true });
    registerChainedOperations();
    expect((Tensor.prototype as unknown as { sub: unknown }).sub).toBe(own);
  });

  it('computes', () => {
    registerChainedOperations();
    const x = tensor2d([1, -2, 3, 4], [2, 2]) as unknown as Record<string, (...rest: unknown[]) => Tensor>;
    expect(Array.from(x.flatten!().dataSync())).toEqual([1, -2, 3, 4]);
    expect(Array.from(x.transpose!().dataSync())).toEqual([1, 3, -2, 4]);
    expect(Array.from(x.sign!().dataSync())).toEqual([1, -1, 1, 1]);
    expect(Array.from(x.sub!(x).dataSync())).toEqual([0, 0, 0, 0]);
    (x as unknown as Tensor).dispose();
  });
});
