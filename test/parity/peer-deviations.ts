import { flat, type PeerCase } from './peer-cases.js';
import { PEER_CHECKS } from './peer-checks.js';

/** The difference between our numbers and a peer's. */
export interface PeerDeviation {
  readonly id: string;
  /** Our call. */
  readonly ours: string;
  /** Largest absolute difference. */
  readonly deviation: number;
  readonly tolerance: number;
}

/** Runs the check of a case on the current backend. @throws if the number of values differs from the expected one. */
export async function measurePeer(peer: PeerCase): Promise<PeerDeviation> {
  const { ours, run, expected } = PEER_CHECKS[peer.id]!;
  const theirs = expected?.(peer) ?? flat(peer.expected);
  const numbers = await run(peer);
  if (numbers.length !== theirs.length) {
    throw new Error(`measurePeer: ${peer.id} expects ${theirs.length} numbers; got ${numbers.length}.`);
  }
  const differences = numbers.map((value, i) => Math.abs(value - theirs[i]!));
  // The peers compute in float64, so allow eight steps of float32 more, for sums of a hundred terms.
  const float32 = 2 ** -20 * Math.max(...theirs.map(Math.abs));
  return {
    id: peer.id,
    ours,
    deviation: differences.some(Number.isNaN) ? Number.NaN : Math.max(...differences),
    tolerance: Math.max(peer.tolerance, float32),
  };
}
