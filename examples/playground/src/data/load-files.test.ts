import { expect, it } from 'vitest';
import { loadedSession } from '../session/session.js';
import { defaultChoices } from './choices.js';
import type { DroppedFile } from './files/dropped-file.js';
import { loadFiles } from './load-files.js';

const dropped = (path: string, text: string): DroppedFile => ({ path, file: new File([text], path) });
const run = (controller = new AbortController()) => ({ signal: controller.signal, onProgress() {} });
const table = (rows: number) =>
  ['id,a,b', ...Array.from({ length: rows }, (_, row) => `r${row},${row},${row / 2}`)].join('\n');
const attributes = () => dropped('kinds.csv', 'id,kind\nr0,x\nr1,y\n');

const cancels = {
  'while a table of attributes is read': (controller: AbortController, { file }: DroppedFile) => {
    const stream = file.stream.bind(file);
    file.stream = () => {
      controller.abort();
      return stream();
    };
  },
  'while the inputs are read': (controller: AbortController, _: DroppedFile, { file }: DroppedFile) => {
    const arrayBuffer = file.arrayBuffer.bind(file);
    file.arrayBuffer = () => {
      controller.abort();
      return arrayBuffer();
    };
  },
};

it.each(Object.entries(cancels))('keeps the earlier session if it is cancelled %s', async (_, cancel) => {
  const first = dropped('first.csv', table(20));
  await loadFiles([first], defaultChoices, run());
  const earlier = loadedSession();
  expect(earlier?.ids).toHaveLength(20);

  const controller = new AbortController();
  const [second, kinds] = [dropped('second.csv', table(30)), attributes()];
  cancel(controller, kinds, second);
  await expect(loadFiles([second, kinds], defaultChoices, run(controller))).rejects.toThrow(/abort/);
  expect(loadedSession()).toBe(earlier);

  const { summary } = await loadFiles([first, attributes()], defaultChoices, run());
  expect(summary?.ids).toHaveLength(20);
  expect(summary?.attributes.map(({ name }) => name)).toEqual(['kind']);
});
