// How far the maps of every method are in ONNX Runtime from those in TensorFlow.js on cpu, for two LayersModels and two exported models:
//   npx tsx benchmarks/onnx/methods.ts [runtime-cpu] [runtime-webgpu]
// The exported models need ../shared/oracles/onnx.
import { runtimeEncoder } from '@csm/onnx/runtime';
import {
  METHOD_FIXTURES,
  type MethodDifference,
  methodDifferences,
} from '../../packages/onnx/test/method-differences.js';
import { markdownTable } from '../markdown-table.js';
import { startBackend } from './start-backend.js';

const wanted = process.argv.slice(2);
for (const backend of wanted.length > 0 ? wanted : ['runtime-cpu']) {
  const began = performance.now();
  const session = await startBackend(backend);
  if (session === undefined) throw new Error(`methods: "${backend}" is not a session of ONNX Runtime.`);
  const found = new Map<string, Record<string, MethodDifference>>();
  for (const [fixtureName, create] of Object.entries(METHOD_FIXTURES)) {
    const fixture = await create();
    const engine = await runtimeEncoder(fixture.encoder, { session });
    for await (const each of methodDifferences(fixture, engine)) {
      found.set(each.name, { ...found.get(each.name), [fixtureName]: each });
      console.error(`${backend}: ${fixtureName}: ${each.name} ${cell(each)}`);
    }
    await engine.dispose();
    fixture.dispose();
  }
  const columns = Object.keys(METHOD_FIXTURES);
  const rows = [...found].map(([name, by]) => [name, ...columns.map((column) => cell(by[column]))]);
  const largest = columns.map((column) =>
    Math.max(...[...found.values()].map((by) => by[column]?.difference ?? 0)).toExponential(1),
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`\n${backend}: largest difference / largest value (${seconds} s)\n`);
  console.log(markdownTable(['method', ...columns], [...rows, ['largest', ...largest]]));
}

function cell(found: MethodDifference | undefined): string {
  if (found === undefined) return '';
  if (found.difference !== undefined) return found.difference.toExponential(1);
  return found.error === found.expectedError ? 'refused by both' : `differs: ${found.error}`;
}
