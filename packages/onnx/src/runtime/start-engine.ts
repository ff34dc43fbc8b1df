import type { Graph } from '@csm/core/extend';
import { checkVisible } from '../write/check-visible.js';
import { type Engine, type EngineGraph, engineOf } from './engine.js';
import { loadPeer, type Peer } from './peer.js';
import type { RuntimeOptions } from './runtime-options.js';
import { snapshotOf } from './snapshot.js';

/** An engine whose first session exists. */
export interface StartedEngine {
  readonly engine: Engine;
  /** In the order of the graphs. */
  readonly graphs: readonly [EngineGraph, ...EngineGraph[]];
  /** See `Snapshot`. */
  readonly perSample: ReadonlyMap<object, Float32Array>;
}

/**
 * Copies the weights of graphs, and creates the session that encodes with the first one.
 * @throws if a layer or node runs as a whole; if the package or the session is not available; if ONNX Runtime rejects the model.
 */
export async function startEngine(
  caller: string,
  peer: Peer,
  graphs: readonly [Graph, ...Graph[]],
  { session = peer.defaultSession(), threads, signal }: RuntimeOptions,
): Promise<StartedEngine> {
  signal?.throwIfAborted();
  checkVisible(caller, graphs[0]);
  const snapshot = await snapshotOf(caller, graphs);
  const runtime = await loadPeer(caller, peer, session, threads);
  signal?.throwIfAborted();
  const engine = engineOf({ runtime, session, threads }, snapshot.weights);
  const named = snapshot.graphs.map((graph, i): EngineGraph => ({ name: `graph ${i}`, graph }));
  const own = named as [EngineGraph, ...EngineGraph[]];
  try {
    await engine.prepare(caller, own[0]);
    signal?.throwIfAborted();
    return { engine, graphs: own, perSample: snapshot.perSample };
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}
