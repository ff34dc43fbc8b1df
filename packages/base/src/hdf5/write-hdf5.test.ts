import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { pythonWith } from '../../../../test/python-with.js';
import { PLACEHOLDER_TYPE } from './booleans/boolean-type.js';
import { memoryStore } from './booleans/byte-store.js';
import { writeBooleans } from './booleans/write-booleans.js';
import { hdf5FromPath } from './hdf5-from-path.js';
import type { Hdf5Write } from './worker/messages.js';
import { writeHdf5 } from './write-hdf5.js';
import { writeHdf5Bytes } from './write-hdf5-bytes.js';

const folder = mkdtempSync(join(tmpdir(), 'csm-write-hdf5-'));
afterAll(() => rmSync(folder, { recursive: true }));

const python = pythonWith('h5py');
const withoutPython = python ? '' : ' (skipped: no python3 with h5py)';

const runPython = (program: string, ...args: string[]) =>
  execFileSync(python!, ['-c', program, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });

/** Prints all attributes and values of files with their types. */
const TELL = `
import json, sys, h5py
def tell(name, node):
    for key, value in node.attrs.items():
        told[f'{name}@{key}'] = [str(node.attrs.get_id(key).dtype), value if isinstance(value, str) else value.tolist()]
    if isinstance(node, h5py.Dataset):
        told[name] = [str(node.dtype), node[()].tolist()]
all = []
for path in sys.argv[1:]:
    told = {}
    with h5py.File(path) as file:
        file.visititems(tell)
    all.append(told)
print(json.dumps(all))
`;

const names = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '-', ' '), minLength: 1, maxLength: 24 });
const booleans = fc.array(fc.boolean(), { maxLength: 40 });
const attribute = fc.oneof(
  names.map((text) => ({ data: text, shape: [], told: ['object', text] })),
  fc.boolean().map((value) => ({ data: { booleans: [value] }, shape: [], told: ['bool', value] })),
  booleans.map((values) => ({
    data: { booleans: values },
    shape: [values.length],
    told: ['bool', values],
  })),
);
const dataset = fc.oneof(
  booleans.map((values) => ({ data: { booleans: values }, shape: [values.length], told: ['bool', values] })),
  fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 1 }).map((values) => ({
    data: Int8Array.from(values),
    shape: [values.length],
    told: ['int8', values],
  })),
);
/** At most eight attributes: libhdf5 stores more of them elsewhere. */
const attributes = fc.uniqueArray(fc.tuple(names, attribute), { selector: ([name]) => name, maxLength: 7 });
const group = fc.record({
  early: attributes,
  datasets: fc.uniqueArray(fc.tuple(names, dataset, attributes), {
    selector: ([name]) => name,
    maxLength: 6,
  }),
});

/** The steps that write groups with attributes and datasets, and what h5py must tell of them. */
function planOf(groups: readonly (typeof group extends fc.Arbitrary<infer T> ? T : never)[], prefix: string) {
  const steps: Hdf5Write[] = [];
  const told: Record<string, unknown> = {};
  const addAttributes = (path: string, list: (typeof groups)[number]['early']) => {
    for (const [name, { data, shape, told: value }] of list) {
      steps.push({ write: 'attribute', path: `/${path}`, name, data, shape });
      told[`${path}@${name}`] = value;
    }
  };
  for (const [g, { early, datasets }] of groups.entries()) {
    const path = `${prefix}${g}`;
    steps.push({ write: 'group', path: `/${path}` });
    addAttributes(path, early);
    for (const [name, { data, shape, told: value }, list] of datasets) {
      steps.push({ write: 'dataset', path: `/${path}/${name}`, data, shape });
      told[`${path}/${name}`] = value;
      addAttributes(`${path}/${name}`, list);
    }
  }
  return { steps, told };
}

describe.skipIf(!python)(`booleans${withoutPython}`, () => {
  it('are those of h5py, wherever they are, in new files and in files of h5py', async () => {
    const [old, latest, copy] = ['old.h5', 'latest.h5', 'copy'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const [before] = JSON.parse(
      runPython(
        `
import sys, h5py
for path, version in zip(sys.argv[1:], ('earliest', 'latest')):
    with h5py.File(path, 'w', libver=version) as file:
        file['old/flags'] = [True, False]
        file['old'].attrs['flag'] = False
        file['old/numbers'] = list(range(1000))
${TELL}`,
        old,
        latest,
      ),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(group, { minLength: 1, maxLength: 12 }), async (groups) => {
        const { steps, told } = planOf(groups, 'group ');
        const path = join(folder, `${run++}.h5`);
        await writeHdf5('t', path, 'w', steps);
        const added = planOf(groups, 'added ');
        for (const [i, from] of [old, latest, path].entries()) {
          await copyFile(from, `${copy}${i}`);
          await writeHdf5('t', `${copy}${i}`, 'a', added.steps);
        }
        // The same in memory, from bytes that stay as they are.
        await writeFile(`${copy}-new`, await writeHdf5Bytes('t', 'new', undefined, steps));
        for (const [i, from] of [old, latest, path].entries()) {
          const bytes = await readFile(from);
          await writeFile(`${copy}-bytes${i}`, await writeHdf5Bytes('t', 'copy', bytes, added.steps));
          expect(bytes).toEqual(await readFile(from));
        }
        const copies = ['0', '1', '2', '-new', '-bytes0', '-bytes1', '-bytes2'].map((end) => copy + end);
        const toldOfCopies = [before, before, told].map((base) => ({ ...base, ...added.told }));
        expect(JSON.parse(runPython(TELL, path, ...copies))).toEqual([
          told,
          ...toldOfCopies,
          told,
          ...toldOfCopies,
        ]);
      }),
      { numRuns: 5 },
    );
  });

  it('are written in thousands', async () => {
    const path = join(folder, 'many.h5');
    const groups = Array.from({ length: 2000 }, (_, i) => `/column ${i}`);
    await writeHdf5(
      't',
      path,
      'w',
      groups.flatMap((group, i): Hdf5Write[] => [
        { write: 'group', path: group },
        { write: 'attribute', path: group, name: 'encoding-type', data: 'categorical', shape: [] },
        { write: 'attribute', path: group, name: 'ordered', data: { booleans: [i % 3 === 0] }, shape: [] },
        { write: 'dataset', path: `${group}/codes`, data: new Int8Array(100).fill(i), shape: [100] },
      ]),
    );
    const [told] = JSON.parse(runPython(TELL, path));
    expect(groups.map((group) => told[`${group.slice(1)}@ordered`])).toEqual(
      groups.map((_, i) => ['bool', i % 3 === 0]),
    );
  });
});

it('booleans are read back', async () => {
  const path = join(folder, 'read.h5');
  await writeHdf5('t', path, 'w', [
    { write: 'dataset', path: '/a', data: { booleans: [true, false, true] }, shape: [3] },
  ]);
  await hdf5FromPath(path).use('t', async (file) => {
    const node = await file.at('/a');
    expect(node).toMatchObject({ kind: 'dataset', type: 'enum' });
    if (node?.kind === 'dataset') expect([...((await file.read(node)) as Int8Array)]).toEqual([1, 0, 1]);
  });
});

it('bytes that only look like a placeholder are never changed', async () => {
  const path = join(folder, 'like.h5');
  // The type of a placeholder as numbers in a dataset: it is in no object header with a right checksum.
  const numbers = Int8Array.from(PLACEHOLDER_TYPE);
  const steps: Hdf5Write[] = [{ write: 'dataset', path: '/bytes', data: numbers, shape: [numbers.length] }];
  await writeHdf5('t', path, 'w', steps);
  const before = await readFile(path);
  await expect(
    writeHdf5('t', path, 'w', [
      ...steps,
      { write: 'dataset', path: '/a', data: { booleans: [true] }, shape: [1] },
    ]),
  ).rejects.toThrow(`t: expected 1 booleans in ${path}; it has 2.`);
  const bytes = Uint8Array.from(before);
  await expect(writeBooleans('t', path, memoryStore(bytes), { count: 1, from: 0 })).rejects.toThrow(
    't: expected a boolean in an object header with a checksum; none is found.',
  );
  expect(bytes).toEqual(Uint8Array.from(before));
});
