import { create, globals } from 'webgpu';

export const gpu = create([]);

// tfjs looks for WebGPU where browsers have it.
const navigator = { gpu, userAgent: 'node' };
Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
Object.assign(globalThis, globals);
