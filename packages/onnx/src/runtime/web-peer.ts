import type { LoadedPeer, OnnxRuntime, Peer } from './peer.js';

interface WebRuntime extends OnnxRuntime {
  readonly env: { readonly wasm: { numThreads?: number | undefined } };
}

const hasWebGpu = (): boolean => {
  const { navigator } = globalThis as { navigator?: { gpu?: unknown } };
  return navigator?.gpu !== undefined;
};

/** onnxruntime-web: WebAssembly, or WebGPU where the browser has it. */
export const webPeer: Peer = {
  packageName: 'onnxruntime-web',
  install: 'npm install onnxruntime-web@1.30',
  defaultSession: () => (hasWebGpu() ? 'webgpu' : 'wasm'),
  async load(session, threads): Promise<LoadedPeer> {
    // The bundle with WebGPU is twice as large.
    const module: { readonly default?: unknown } =
      session === 'webgpu' ? await import('onnxruntime-web/webgpu') : await import('onnxruntime-web/wasm');
    const runtime = (module.default ?? module) as WebRuntime;
    if (threads !== undefined) runtime.env.wasm.numThreads = threads;
    return { runtime, sessions: hasWebGpu() ? ['wasm', 'webgpu'] : ['wasm'] };
  },
};
