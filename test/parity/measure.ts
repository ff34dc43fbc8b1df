import { layersEncoder } from '../../packages/core/src/index.js';
import { ORACLE_NAMES, oracleModel, readOracle } from '../oracles.js';
import { type BackendVariant, useVariant } from './backend-variants.js';
import { type Deviation, measureOracle } from './deviations.js';
import { readPeerTests } from './peer-cases.js';
import { PEER_CHECKS } from './peer-checks.js';
import { measurePeer, type PeerDeviation } from './peer-deviations.js';

/** All deviations on one backend. */
export interface Measured {
  readonly variant: BackendVariant;
  readonly deviations: readonly Deviation[];
  readonly peers: readonly PeerDeviation[];
}

export async function measure(
  variant: BackendVariant,
  onProgress: (what: string) => void = () => undefined,
): Promise<Measured> {
  await useVariant(variant);
  const deviations: Deviation[] = [];
  for (const name of ORACLE_NAMES) {
    onProgress(`${variant}: ${name}`);
    const oracle = readOracle(name);
    const model = oracleModel(oracle);
    deviations.push(...(await measureOracle(oracle, layersEncoder(model))));
    model.dispose();
  }
  onProgress(`${variant}: peer tests`);
  const peers: PeerDeviation[] = [];
  for (const peer of readPeerTests().cases) {
    if (PEER_CHECKS[peer.id]) peers.push(await measurePeer(peer));
  }
  return { variant, deviations, peers };
}
