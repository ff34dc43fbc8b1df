import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import type { findBackendFactory } from '@tensorflow/tfjs-core';

type Factory = ReturnType<typeof findBackendFactory>;

/**
 * tfjs' own factory, for browsers, with as many threads as were asked for: by itself tfjs takes no more than half of the
 * logical cores, one on a machine of two. It counts them once, while the module starts; until it has, the browser's count
 * says that there are enough.
 */
export function browserFactory(count: number, stock: Factory): Factory {
  return async () => {
    // it may have been called in between
    setThreadsCount(count);
    const { navigator } = globalThis;
    const before = Object.getOwnPropertyDescriptor(navigator, 'hardwareConcurrency');
    Object.defineProperty(navigator, 'hardwareConcurrency', { configurable: true, value: 2 * count });
    try {
      return await stock();
    } finally {
      if (before === undefined) Reflect.deleteProperty(navigator, 'hardwareConcurrency');
      else Object.defineProperty(navigator, 'hardwareConcurrency', before);
    }
  };
}
