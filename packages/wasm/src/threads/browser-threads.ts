import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import type { Factory } from '../start/checked-factory.js';

/**
 * Wraps tfjs' factory for browsers, so that it starts the requested number of threads. By default tfjs starts at most
 * half as many threads as there are logical cores: one on a machine with two. tfjs counts the cores once, while the
 * module starts; until then we make `navigator.hardwareConcurrency` return a sufficient number.
 */
export function browserFactory(count: number, stock: Factory): Factory {
  return async () => {
    // Other code may have called setThreadsCount in between.
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
