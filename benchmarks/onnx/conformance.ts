// How many of the ONNX standard's own cases pass, are refused by name, or are wrong, by operator:
//   npx tsx benchmarks/onnx/conformance.ts [cpu|wasm]
// Needs ../shared/oracles/onnx-conformance.
import '@csm/wasm';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { standardCases, verdictOf } from '../../packages/onnx/test/conformance.js';
import { markdownTable } from '../markdown-table.js';

const [backend = 'cpu'] = process.argv.slice(2);
if (!(await setBackend(backend))) throw new Error(`conformance: backend "${backend}" did not start.`);
const cases = standardCases();
if (cases.length === 0) throw new Error('conformance: ../shared/oracles/onnx-conformance does not exist.');

type Counts = Record<'pass' | 'refused' | 'wrong', number>;
const none = (): Counts => ({ pass: 0, refused: 0, wrong: 0 });
const total = none();
const byOperator = new Map<string, Counts>();
const reasons: string[] = [];
for (const each of cases) {
  const verdict = await verdictOf(each);
  total[verdict.kind]++;
  for (const op of each.ops) {
    const counts = byOperator.get(op) ?? none();
    counts[verdict.kind]++;
    byOperator.set(op, counts);
  }
  if (verdict.kind !== 'pass') reasons.push(`${verdict.kind}: ${each.name}: ${verdict.reason}`);
}
const rows = [...byOperator]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([op, { pass, refused, wrong }]) => [op, `${pass}`, `${refused}`, `${wrong}`]);
console.log(markdownTable(['operator', 'pass', 'refused', 'wrong'], rows));
console.log(
  `\n${backend}: ${cases.length} cases: ${total.pass} pass, ${total.refused} refused by name, ${total.wrong} wrong\n`,
);
console.log(reasons.join('\n'));
if (total.wrong > 0) process.exitCode = 1;
