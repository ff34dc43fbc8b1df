/**
 * Streams a generated folder in CelebA's layout and prints images a second and memory.
 * `npx tsx packages/datasets/scripts/measure-celeba.ts [count] [folder]`
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDrawnCeleba } from '../src/celeba/celeba-folder.test-support.js';
import { celebA } from '../src/node.js';

const count = Number(process.argv[2] ?? 3000);
const given = process.argv[3];
const root = given ?? (await mkdtemp(join(tmpdir(), 'csm-celeba-')));
const seconds = async (work: () => Promise<unknown>) => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};
const megabytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20);

if (!existsSync(join(root, 'list_attr_celeba.txt'))) {
  const writing = await seconds(() => writeDrawnCeleba(root, { count, form: 'txt', lineEnd: '\n' }));
  console.log(`wrote ${count} JPEGs in ${writing.toFixed(1)} s`);
}
console.log(`RSS before opening: ${megabytes()} MB`);
let faces = await celebA({ root });
console.log(
  `opened ${faces.ids.length} images in ${(
    await seconds(async () => {
      faces = await celebA({ root });
    })
  ).toFixed(2)} s, RSS ${megabytes()} MB`,
);
const memory: number[] = [];
const cpuBefore = process.cpuUsage();
const streaming = await seconds(async () => {
  for await (const { ids } of faces.batches({ batchSize: 32 })) if (ids.length > 0) memory.push(megabytes());
});
const quarters = [0, 0.25, 0.5, 0.75, 1].map((share) => memory[Math.round(share * (memory.length - 1))]);
console.log(
  `streamed ${faces.ids.length} in ${streaming.toFixed(1)} s: ${(faces.ids.length / streaming).toFixed(0)} images/s`,
);
const cpu = process.cpuUsage(cpuBefore);
console.log(`processor time: ${((cpu.user + cpu.system) / 1000 / faces.ids.length).toFixed(2)} ms an image`);
console.log(`RSS in MB at 0, 25, 50, 75, 100 %: ${quarters.join(', ')}; highest ${Math.max(...memory)}`);
if (!given) await rm(root, { recursive: true });
