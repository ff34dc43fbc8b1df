import type { LoadedPeer, OnnxRuntime, Peer } from './peer.js';

interface NodeRuntime extends OnnxRuntime {
  listSupportedBackends(): { readonly name: string }[];
}

/** onnxruntime-node. */
export const nodePeer: Peer = {
  packageName: 'onnxruntime-node',
  install: 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30',
  defaultSession: () => 'cpu',
  async load(): Promise<LoadedPeer> {
    const module: { readonly default?: unknown } = await import('onnxruntime-node');
    const runtime = (module.default ?? module) as NodeRuntime;
    return { runtime, sessions: runtime.listSupportedBackends().map(({ name }) => name) };
  },
};
