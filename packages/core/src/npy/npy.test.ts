import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWith } from '../../../../test/python-with.js';
import { readNpy } from './read-npy.js';
import { writeNpy } from './write-npy.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-npy-'));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const python = pythonWith('numpy');
const withoutPython = python ? '' : ' (skipped: no python3 with NumPy, as in Debian’s python3-numpy)';
const runPython = (code: string, ...args: string[]) =>
  execFileSync(python!, ['-c', code, ...args], { encoding: 'utf8' });

const six = [0, 1, 2, 250, 4, 5];
const TYPED: readonly [string, NdArray<never>][] = [
  ['float32', ndarray(Float32Array.from(six), [2, 3])],
  ['float64', ndarray(Float64Array.from(six), [2, 3])],
  ['int8', ndarray(Int8Array.from(six), [2, 3])],
  ['int16', ndarray(Int16Array.from(six), [2, 3])],
  ['int32', ndarray(Int32Array.from(six), [2, 3])],
  ['int64', ndarray(BigInt64Array.from(six.map(BigInt)), [2, 3])],
  ['uint8', ndarray(Uint8Array.from(six), [2, 3])],
  ['uint8', ndarray(Uint8ClampedArray.from(six), [2, 3])],
  ['uint16', ndarray(Uint16Array.from(six), [2, 3])],
  ['uint32', ndarray(Uint32Array.from(six), [2, 3])],
  ['uint64', ndarray(BigUint64Array.from(six.map(BigInt)), [2, 3])],
  ['float64', ndarray(six, [2, 3])],
].map(([type, array]) => [type as string, array as NdArray<never>]);

const listed = ({ shape, get, ...array }: NdArray) =>
  shape.length === 2
    ? Array.from({ length: shape[0]! }, (_, i) =>
        Array.from({ length: shape[1]! }, (_, k) => Number(get.call({ ...array, shape }, i, k))),
      )
    : [];

describe('writeNpy and readNpy', () => {
  it('keep numbers, shape and type', async () => {
    for (const [, array] of TYPED) {
      await writeNpy(at('deep/er/a.npy'), array);
      const found = await readNpy(at('deep/er/a.npy'));
      expect(found.shape).toEqual([2, 3]);
      expect(Array.from(found.data as ArrayLike<number>, Number)).toEqual(Array.from(array.data, Number));
    }
    expect(await readdir(at('deep/er'))).toEqual(['a.npy']);
  });

  it('keep any view of any shape', async () => {
    const view = fc.record({
      shape: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 3 }),
      order: fc.constantFrom<[number, number, number][]>([0, 1, 2], [2, 0, 1], [1, 2, 0]),
      step: fc.constantFrom(1, -1, 2),
    });
    await fc.assert(
      fc.asyncProperty(view, async ({ shape, order, step }) => {
        const size = shape.reduce((a, b) => a * b);
        const array = ndarray(
          Float64Array.from({ length: size }, (_, i) => Math.sin(i)),
          shape,
        )
          .transpose(...order)
          .step(step);
        await writeNpy(at('view.npy'), array);
        const found = await readNpy(at('view.npy'));
        expect(found.shape).toEqual(array.shape);
        const [a = 0, b = 0, c = 0] = array.shape;
        for (let i = 0; i < a; i++)
          for (let j = 0; j < b; j++)
            for (let k = 0; k < c; k++) expect(found.get(i, j, k)).toBe(array.get(i, j, k));
      }),
      { seed: 5, numRuns: 30 },
    );
  });

  it('keep arrays without numbers, a single number, NaN and infinities', async () => {
    for (const array of [
      ndarray(new Float32Array(0), [0, 4]),
      ndarray(Float64Array.of(7), []),
      ndarray(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, -0)),
    ]) {
      await writeNpy(at('edge.npy'), array);
      const found = await readNpy(at('edge.npy'));
      expect([found.shape, found.data]).toEqual([array.shape, array.data]);
    }
  });

  it('reject other values than arrays of numbers, and files that are not .npy, by name', async () => {
    const write = (array: unknown) => writeNpy(at('b.npy'), array as NdArray);
    await expect(write([1, 2])).rejects.toThrow('writeNpy, array: expected an ndarray; got an array.');
    await expect(write(ndarray(['1', 2] as never))).rejects.toThrow(
      'writeNpy: array must hold numbers; value 1 of 2 is "1".',
    );
    await expect(writeNpy('', ndarray([1]))).rejects.toThrow('writeNpy: path must be the path of a file');
    const read = async (content: Uint8Array | string) => {
      await writeFile(at('c.npy'), content);
      return readNpy(at('c.npy'));
    };
    await expect(readNpy(at('none.npy'))).rejects.toMatchObject({ code: 'ERR_INVALID_FILE' });
    await expect(read('')).rejects.toThrow(/readNpy: expected a .npy file; .* is an empty file/);
    await expect(read('plain text here')).rejects.toThrow(
      /must be a whole .npy file of numbers; it is in another format or cut off/,
    );
    await writeNpy(at('d.npy'), ndarray(new Float32Array(6), [2, 3]));
    const whole = await readFile(at('d.npy'));
    await expect(read(whole.subarray(0, -4))).rejects.toThrow('it has 5 numbers of type f4 and shape [2,3]');
    await expect(read(whole.subarray(0, -3))).rejects.toThrow(/cut off/);
    await expect(read(whole.subarray(0, 12))).rejects.toMatchObject({ code: 'ERR_INVALID_FILE' });
    // Lengths whose product is that of the numbers.
    for (const shape of ['(-2,-3)', '(1.5, 4)']) {
      const header = whole.toString('latin1').replace(/\(2, ?3\)(,? *\}) {2}?/, `${shape}$1`);
      const text = header.slice(0, 127).padEnd(127);
      const damaged = Buffer.from(`${text}\n${whole.subarray(128).toString('latin1')}`, 'latin1');
      await expect(read(damaged)).rejects.toThrow(`it has shape [${shape.slice(1, -1).replace(' ', '')}]`);
    }
  });

  it.skipIf(!python)(`are understood by NumPy${withoutPython}`, async () => {
    const script = 'import numpy, sys; a = numpy.load(sys.argv[1]); print(a.dtype, a.shape, a.tolist())';
    for (const [type, array] of TYPED) {
      await writeNpy(at('numpy.npy'), array.transpose(1, 0));
      const expected = listed(ndarray([...array.data].map(Number), [2, 3]).transpose(1, 0));
      const [name, ...rest] = runPython(script, at('numpy.npy')).trim().split(' ');
      expect([name, rest.join(' ').replaceAll('.0', '')]).toEqual([
        type,
        `(3, 2) ${JSON.stringify(expected).replaceAll(',', ', ')}`,
      ]);
    }
  });

  it.skipIf(!python)(`read what NumPy writes${withoutPython}`, async () => {
    const make = (expression: string) =>
      runPython(`import numpy, sys; numpy.save(sys.argv[1], ${expression})`, at('from.npy'));
    make('numpy.asfortranarray([[1.5, 2, 3], [4, 5, 6]])');
    expect(listed(await readNpy(at('from.npy')))).toEqual([
      [1.5, 2, 3],
      [4, 5, 6],
    ]);
    make('numpy.array([1, 0.5], "f2")');
    expect((await readNpy(at('from.npy'))).data).toEqual(Float32Array.of(1, 0.5));
    make('numpy.array([True, False])');
    expect((await readNpy(at('from.npy'))).data).toEqual(Uint8Array.of(1, 0));
    make('[3, -2**40]');
    expect((await readNpy(at('from.npy'))).data).toEqual(Float64Array.of(3, -(2 ** 40)));
    const others = [
      '["a", "bc"]',
      '[1j]',
      'numpy.array([1], ">f4")',
      'numpy.zeros(2, [("a", "f4")])',
      '[2**60]',
    ];
    for (const other of others) {
      make(other);
      await expect(readNpy(at('from.npy'))).rejects.toThrow(/must be a whole .npy file of numbers; .*; copy/);
    }
  });
});
