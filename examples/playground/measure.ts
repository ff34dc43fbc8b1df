// Measures the production build in Chromium: npx tsx examples/playground/measure.ts
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { syntheticFaces } from '@csm/datasets';
import { encodePng, renderImage } from '@csm/render';
import { startChromium } from '../../test/browser/chromium.js';
import { APP, buildPlayground } from './test/built-app.js';
import { lasso, mapPixels, measure } from './test/panels.js';
import { firstMap } from './test/playground.js';
import { serveFolder } from './test/serve-folder.js';

const RUNS = 5;
const onnx = fileURLToPath(new URL('../onnx/', import.meta.url));
await buildPlayground();
const [browser, served] = await Promise.all([startChromium(), serveFolder(APP)]);
const rows: Record<string, number[]> = {};
const note = (name: string, value: number) => {
  rows[name] ??= [];
  rows[name].push(value);
};
const seconds = async (name: string, work: () => Promise<unknown>) => {
  const began = performance.now();
  await work();
  note(name, (performance.now() - began) / 1000);
};

const { images } = syntheticFaces({ count: 50, size: 32, seed: 9 });
const pictures = Array.from({ length: 50 }, (_, face) => ({
  name: `${face}.png`,
  mimeType: 'image/png',
  buffer: Buffer.from(encodePng(renderImage(images.pick(face)))),
}));
const attributes = ['file,round', ...pictures.map(({ name }, i) => `${name},${i % 2}`)].join('\n');
const model = await Promise.all(
  ['encoder.onnx', 'decoder.onnx'].map(async (name) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: await readFile(`${onnx}${name}`),
  })),
);

for (let run = 0; run < RUNS; run++) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  const longest = () =>
    page.evaluate(() => Math.max(0, ...(Reflect.get(globalThis, 'longTasks') as number[]).splice(0)));
  const before = served.sent.length;
  await seconds('page load to first map, nothing cached, s', async () => {
    await page.goto(served.url);
    await firstMap(page);
  });
  note(
    'bytes until the first map, MB',
    served.sent.slice(before).reduce((sum, { bytes }) => sum + bytes, 0) / 1e6,
  );
  await page.getByText('Ready for offline use.').waitFor();
  note('longest task of the page until then, ms', await longest());
  await seconds('page load to first map, from the service worker, s', async () => {
    await page.reload();
    await firstMap(page);
  });
  note('longest task of the page after the reload, ms', await longest());

  await page.getByLabel('+ Mark with', { exact: true }).check();
  const [map, name] = [await mapPixels(page), await measure(page, 'Concept').textContent()];
  await seconds('lasso to another concept and its map, s', async () => {
    await lasso(page, [0.1, 0.1, 0.45, 0.9]);
    await page.waitForFunction(
      (old) => (document.querySelector('.measures dd') as HTMLElement).textContent !== old,
      name,
    );
    while ((await mapPixels(page)) === map) await page.waitForTimeout(10);
  });

  await seconds('drop of a β-VAE, 50 pictures and a CSV to a map, s', async () => {
    await page
      .getByLabel('Files')
      .setInputFiles([
        ...model,
        ...pictures,
        { name: 'table.csv', mimeType: 'text/csv', buffer: Buffer.from(attributes) },
      ]);
    await page.getByText('of 50').first().waitFor();
    await firstMap(page);
  });
  note('longest task of the page during lasso and drop, ms', await longest());
  await context.close();
}
await browser.close();
await served.close();

console.log(`| what | median of ${RUNS} | largest |\n| --- | --- | --- |`);
for (const [name, values] of Object.entries(rows)) {
  const sorted = [...values].sort((a, b) => a - b);
  console.log(`| ${name} | ${sorted[RUNS >> 1]!.toPrecision(3)} | ${sorted[RUNS - 1]!.toPrecision(3)} |`);
}
