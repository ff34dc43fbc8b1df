// How far the maps of LayersModels are from Captum's and the reference's in float64, on each backend and in ONNX Runtime:
//   npx tsx benchmarks/onnx/oracles.ts [cpu] [wasm] [webgpu] [runtime-cpu] [runtime-webgpu] [--networks mlp,pool-net]
// The share is the largest deviation over its bound: above 1 a record fails. For webgpu see webgpu-in-node.ts.
import { parseArgs } from 'node:util';
import { layersEncoder } from '@csm/core';
import { runtimeEncoder } from '@csm/onnx/runtime';
import { ORACLE_NAMES, oracleModel, readOracle } from '../../test/oracles.js';
import { type Deviation, measureOracle } from '../../test/parity/deviations.js';
import { markdownTable } from '../markdown-table.js';
import { startBackend } from './start-backend.js';

const { positionals: backends, values } = parseArgs({
  allowPositionals: true,
  options: { networks: { type: 'string' } },
});
const wanted = values.networks?.split(',');

for (const backend of backends.length > 0 ? backends : ['cpu', 'runtime-cpu']) {
  const began = performance.now();
  const session = await startBackend(backend);
  const all: Deviation[] = [];
  const rows: string[][] = [];
  for (const name of ORACLE_NAMES.filter((name) => wanted?.includes(name) ?? true)) {
    const oracle = readOracle(name);
    const model = oracleModel(oracle);
    const layers = layersEncoder(model);
    const engine = session && (await runtimeEncoder(layers, { session, onWarning() {} }));
    const found = await measureOracle(oracle, engine ?? layers);
    await engine?.dispose();
    model.dispose();
    rows.push(row(name, found));
    all.push(...found);
    console.error(`${backend}: ${rows.at(-1)?.join(' ')}`);
  }
  rows.push(row('all', all));
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`\n${backend} (${seconds} s)\n`);
  const columns = [
    'largest difference / largest value',
    'in record',
    'share of the bound',
    'in record',
    'over',
  ];
  console.log(markdownTable(['network', 'records', ...columns], rows));
}

function row(name: string, found: readonly Deviation[]): string[] {
  const share = ({ deviation, bound }: Deviation) => deviation / bound;
  const furthest = largest(found, ({ deviation }) => deviation);
  const nearest = largest(found, share);
  return [
    name,
    `${found.length}`,
    furthest.deviation.toExponential(1),
    `${furthest.network} ${furthest.key}`,
    share(nearest).toFixed(2),
    `${nearest.network} ${nearest.key}`,
    `${found.filter((each) => !(share(each) <= 1)).length}`,
  ];
}

/** NaN counts as the largest. */
function largest(found: readonly Deviation[], by: (deviation: Deviation) => number): Deviation {
  const order = (each: Deviation) => (Number.isNaN(by(each)) ? Number.POSITIVE_INFINITY : by(each));
  const [first, ...rest] = found;
  if (first === undefined) throw new Error('oracles: no record was measured.');
  return rest.reduce((most, each) => (order(each) > order(most) ? each : most), first);
}
