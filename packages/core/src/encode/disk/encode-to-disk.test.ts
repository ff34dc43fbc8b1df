import { execFileSync, spawnSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from '@csm/base/node';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { vaeEncoder } from '../../../test/small-models.js';
import { layersEncoder } from '../../encoders/layers-model/layers-encoder.js';
import { encode } from '../encode.js';
import { encodeToDisk } from './encode-to-disk.js';
import type { EncodableSource } from './latent-table.js';
import { loadLatents } from './load-latents.js';

const SHAPE = [9, 8, 2];
const imagesOf = (ids: readonly string[]) =>
  ndarray(
    Float32Array.from({ length: ids.length * 144 }, (_, i) =>
      Math.sin(Number(ids[Math.floor(i / 144)]) * 7 + (i % 144)),
    ),
    [ids.length, ...SHAPE],
  );

/** Ten images; records which were read. Image 4 is damaged and left out, as in the data sets of @csm/datasets. */
function tenImages(read: string[] = []): EncodableSource {
  const ids = Array.from({ length: 10 }, (_, i) => `${i}`);
  const skipped = new Set<string>();
  return {
    ids,
    skipped: () => [...skipped].map((id) => ({ id })),
    async *batches({ ids: wanted }) {
      if (wanted.includes('4')) skipped.add('4');
      const whole = wanted.filter((id) => id !== '4');
      if (whole.length === 0) throw new Error(`all ${wanted.length} images had to be left out`);
      for (let start = 0; start < whole.length; start += 3) {
        const batch = whole.slice(start, start + 3);
        read.push(...batch);
        yield { ids: batch, images: imagesOf(batch) };
      }
    },
  };
}

let folder: string;
beforeAll(() => useBackend('cpu'));
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'csm-latents-')), 'latents');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

describe('encodeToDisk', () => {
  const encoder = () => layersEncoder(vaeEncoder());

  it('writes the latents that encode returns, with their ids, and reads them the next time', async () => {
    const model = encoder();
    const read: string[] = [];
    const progress: number[] = [];
    const before = tf.memory().numTensors;
    const { ids, latents } = await encodeToDisk(model, tenImages(read), folder, {
      onProgress: ({ done, total }) => progress.push(done / total),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(ids).toEqual(['0', '1', '2', '3', '5', '6', '7', '8', '9']);
    expect(latents.data).toEqual((await encode(model, imagesOf(ids))).data);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect((await readdir(folder)).sort()).toEqual(['encoder.json', 'ids.json', 'latents.npy']);
    expect(await loadLatents(folder)).toEqual({ ids, latents });
    const again: string[] = [];
    expect(await encodeToDisk(model, tenImages(again), folder)).toEqual({ ids, latents });
    // One image is read to check that it is still the same; the damaged one is tried again.
    expect(again).toEqual(['0']);
  });

  it('writes one draw per input, the same as encode, also after an abort and with a damaged picture', async () => {
    const model = encoder();
    const sample = { seed: 4 };
    const controller = new AbortController();
    const run = encodeToDisk(model, tenImages(), folder, {
      sample,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done >= 6) controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    const before = tf.memory().numTensors;
    const { ids, latents } = await encodeToDisk(model, tenImages(), folder, { sample, batchSize: 2 });
    expect(tf.memory().numTensors).toBe(before);
    const expected = await encode(model, imagesOf(ids), { sample });
    for (const [i, value] of latents.data.entries()) expect(value).toBeCloseTo(expected.data[i]!, 5);
    expect(JSON.parse(await readFile(join(folder, 'encoder.json'), 'utf8')).sample).toEqual(sample);
    // The same folder again, with one more input at the start, which gets the last row.
    const more = await encodeToDisk(model, { ...tenImages(), ids: ['10', ...tenImages().ids] }, folder, {
      sample,
    });
    expect(more.ids).toEqual([...ids, '10']);
    const all = await encode(model, imagesOf(more.ids), { sample });
    for (const [i, value] of more.latents.data.entries()) expect(value).toBeCloseTo(all.data[i]!, 5);
  });

  it('does not mix draws of two seeds, draws and means, or draws of two σ', async () => {
    const sample = { seed: 4 };
    await encodeToDisk(encoder(), tenImages(), folder, { sample });
    const holds = (what: string, asked: string) =>
      `holds ${what}, according to its encoder.json; requested: ${asked}; use another folder, or delete it.`;
    const draws = 'draws of the posterior with seed';
    await expect(encodeToDisk(encoder(), tenImages(), folder, { sample: { seed: 5 } })).rejects.toThrow(
      holds(`${draws} 4`, `${draws} 5`),
    );
    await expect(encodeToDisk(encoder(), tenImages(), folder)).rejects.toThrow(
      holds(`${draws} 4`, "the posterior's mean"),
    );
    const other = layersEncoder(vaeEncoder(), { logStd: 'z_log_var' });
    await expect(encodeToDisk(other, tenImages(), folder, { sample })).rejects.toThrow(
      /holds latents of another encoder/,
    );
    await encodeToDisk(encoder(), tenImages(), `${folder}-mean`);
    await expect(encodeToDisk(encoder(), tenImages(), `${folder}-mean`, { sample })).rejects.toThrow(
      holds("the posterior's mean", `${draws} 4`),
    );
    const unknown = layersEncoder(vaeEncoder(), { output: 'z_log_var' });
    await expect(encodeToDisk(unknown, tenImages(), `${folder}-none`, { sample })).rejects.toThrow(
      /encodeToDisk: the encoder does not know its posterior's standard deviation/,
    );
    await expect(readdir(`${folder}-none`)).rejects.toThrow('ENOENT');
    const first = { sample: { seed: 1, firstSample: 2 } } as never;
    await expect(encodeToDisk(encoder(), tenImages(), folder, first)).rejects.toThrow(
      'encodeToDisk: unknown option "sample.firstSample"',
    );
  });

  it('resumes after an abort and after a torn write, with the same numbers', async () => {
    const model = encoder();
    const whole = await encodeToDisk(model, tenImages(), `${folder}-whole`);
    const controller = new AbortController();
    const read: string[] = [];
    const run = encodeToDisk(model, tenImages(read), folder, {
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done >= 6) controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    await appendFile(join(folder, 'latents.partial'), Buffer.alloc(7));
    await appendFile(join(folder, 'ids.partial'), '"5');
    const rest: string[] = [];
    const resumed = await encodeToDisk(model, tenImages(rest), folder);
    expect(resumed.ids).toEqual(whole.ids);
    expect(resumed.latents.data).toEqual(whole.latents.data);
    expect(rest.length).toBeLessThan(9);
    expect(rest.filter((id) => id === '0')).toEqual(['0']);
  });

  it('gives the right rows after the process was killed while it wrote the end', async () => {
    const model = encoder();
    const { ids, latents } = await encodeToDisk(model, tenImages(), folder);
    const bytes = new Uint8Array(latents.data.buffer);
    const lines = ids.map((id) => `${JSON.stringify(id)}\n`).join('');
    // The process was killed before the partial files were removed: every row is duplicated.
    await writeFile(join(folder, 'latents.partial'), bytes);
    await writeFile(join(folder, 'ids.partial'), lines);
    expect(await encodeToDisk(model, tenImages(), folder)).toEqual({ ids, latents });
    expect(await loadLatents(folder)).toEqual({ ids, latents });
    // The process was killed between the two removals; then more inputs are encoded.
    for (const left of ['latents.partial', 'ids.partial']) {
      const some = `${folder}-${left}`;
      await encodeToDisk(model, { ...tenImages(), ids: ['0', '1'] }, some);
      await writeFile(
        join(some, left),
        left === 'ids.partial' ? '"0"\n"1"\n' : bytes.subarray(0, 2 * 4 * latents.shape[1]!),
      );
      expect(await encodeToDisk(model, tenImages(), some)).toEqual({ ids, latents });
    }
  });

  /** Writes the files of a folder by name; removes all others. */
  const writeFolder = async (files: Record<string, Uint8Array>) => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  };
  /** The files of a folder with the first `count` images. */
  const filesOf = async (count: number) => {
    const ids = tenImages().ids.slice(0, count);
    const table = await encodeToDisk(encoder(), { ...tenImages(), ids }, `${folder}-${count}`);
    const read = (name: string) => readFile(join(`${folder}-${count}`, name));
    const partial = {
      'latents.partial': new Uint8Array(table.latents.data.buffer),
      'ids.partial': Buffer.from(table.ids.map((id) => `${JSON.stringify(id)}\n`).join('')),
    };
    const encoderFile = { 'encoder.json': await read('encoder.json') };
    return { table, latents: await read('latents.npy'), ids: await read('ids.json'), partial, encoderFile };
  };

  it('replaces latents and ids as one: a process may be killed between any two of its steps', async () => {
    const [older, newer] = [await filesOf(3), await filesOf(10)];
    const base = { ...newer.encoderFile, ...newer.partial };
    const old = { 'latents.npy': older.latents, 'ids.json': older.ids };
    const states: [Record<string, Uint8Array>, typeof newer.table][] = [
      [{ ...base, ...old }, older.table],
      [{ ...base, ...old, 'latents.npy.next': newer.latents }, older.table],
      [{ ...base, ...old, 'latents.npy.next': newer.latents, 'ids.json.next': newer.ids }, newer.table],
      [
        { ...base, 'latents.npy': newer.latents, 'ids.json': older.ids, 'ids.json.next': newer.ids },
        newer.table,
      ],
      [{ ...base, 'latents.npy': newer.latents, 'ids.json': newer.ids }, newer.table],
    ];
    for (const [state, loaded] of states) {
      await writeFolder(state);
      expect(await loadLatents(folder)).toEqual(loaded);
      expect((await readdir(folder)).sort()).toEqual(Object.keys(state).sort());
      expect(await encodeToDisk(encoder(), tenImages(), folder)).toEqual(newer.table);
      expect((await readdir(folder)).sort()).toEqual(['encoder.json', 'ids.json', 'latents.npy']);
      expect(await readFile(join(folder, 'latents.npy'))).toEqual(newer.latents);
      expect(await readFile(join(folder, 'ids.json'))).toEqual(newer.ids);
    }
  });

  it('repairs a folder that version 0.1 left when it was killed between its two renames', async () => {
    const [older, newer] = [await filesOf(3), await filesOf(10)];
    const torn = { 'latents.npy': newer.latents, 'ids.json': older.ids, ...newer.encoderFile };
    await writeFolder({ ...torn, ...newer.partial });
    expect(await encodeToDisk(encoder(), tenImages(), folder)).toEqual(newer.table);
    expect(await loadLatents(folder)).toEqual(newer.table);
    // Without the rows of the interrupted pass, nothing tells the names of the rows.
    const other = { ...newer.partial, 'latents.partial': new Uint8Array(9 * 4 * 5) };
    for (const rest of [{}, other]) {
      await writeFolder({ ...torn, ...rest });
      const message = /ids\.json has 3 names, .*latents\.npy has 9 rows/;
      await expect(encodeToDisk(encoder(), tenImages(), folder)).rejects.toThrow(message);
      await expect(loadLatents(folder)).rejects.toThrow(message);
    }
  });

  it('rejects a source whose ids or batches are wrong before a row is written under a wrong name', async () => {
    const sources: [Partial<EncodableSource>, RegExp][] = [
      [{ ids: ['0', '1', '0'] }, /ids of the source must be distinct strings; "0" is a duplicate/],
      [{ ids: ['0', 1 as never] }, /ids of the source must be distinct strings; name 2 of 2 is not a string/],
      [
        {
          async *batches() {
            yield { ids: ['0', '1'], images: imagesOf(['0']) };
          },
        },
        /one input per id that it is asked for; a batch has 2 ids and 1 inputs/,
      ],
      [
        {
          async *batches() {
            yield { ids: ['a'], images: imagesOf(['0']) };
          },
        },
        /a batch has the id "a"/,
      ],
    ];
    for (const [wrong, message] of sources) {
      await expect(encodeToDisk(encoder(), { ...tenImages(), ...wrong }, folder)).rejects.toThrow(message);
    }
    expect((await encodeToDisk(encoder(), tenImages(), folder)).ids).toHaveLength(9);
  });

  it('throws if nothing could be read, and on errors other than a damaged image', async () => {
    const nothing = { ...tenImages(), ids: ['4'] };
    await expect(encodeToDisk(encoder(), nothing, folder)).rejects.toThrow(/all 1 images had to be left out/);
    await encodeToDisk(encoder(), { ...tenImages(), ids: ['1', '2'] }, folder);
    const broken: EncodableSource = {
      ...tenImages(),
      // biome-ignore lint/correctness/useYield: it throws first.
      async *batches() {
        throw new Error('the disk is gone');
      },
    };
    await expect(encodeToDisk(encoder(), broken, folder)).rejects.toThrow('the disk is gone');
  });

  it('rejects the folder of another encoder, and damaged files', async () => {
    await encodeToDisk(encoder(), tenImages(), folder);
    const other = vaeEncoder();
    other.layers[1]!.setWeights(other.layers[1]!.getWeights().map((weight) => tf.mul(weight, 1.5)));
    await expect(encodeToDisk(layersEncoder(other), tenImages(), folder)).rejects.toThrow(
      /holds latents of another encoder/,
    );
    await writeFile(join(folder, 'latents.npy'), '<!doctype html>');
    await expect(loadLatents(folder)).rejects.toThrow(
      /loadLatents: .*latents.npy must be a whole NumPy file/,
    );
  });

  it('rejects other pictures with the same names', async () => {
    const { ids, latents } = await encodeToDisk(encoder(), tenImages(), folder);
    const cropped: EncodableSource = {
      ...tenImages(),
      async *batches(options) {
        for await (const batch of tenImages().batches(options)) {
          const data = (batch.images.data as Float32Array).map((value) => 0.9 * value);
          yield { ...batch, images: ndarray(data, [...batch.images.shape]) };
        }
      },
    };
    await expect(encodeToDisk(encoder(), cropped, folder)).rejects.toThrow(
      /encodeToDisk: .* holds another latent of "0": the pictures have the same names but another size, crop or content/,
    );
    expect(await loadLatents(folder)).toEqual({ ids, latents });
    // A picture that was damaged in the meantime does not affect the others.
    const damaged: EncodableSource = {
      ids,
      skipped: () => [{ id: '0' }],
      // biome-ignore lint/correctness/useYield: it throws first.
      async *batches() {
        throw new Error('all 1 images had to be left out');
      },
    };
    expect(await encodeToDisk(encoder(), damaged, folder)).toEqual({ ids, latents });
  });

  it('is read by NumPy', async () => {
    const { latents } = await encodeToDisk(encoder(), tenImages(), folder);
    const script = `import numpy; a = numpy.load(r'${join(folder, 'latents.npy')}'); print(a.dtype, a.shape, float(a[2, 1]))`;
    let printed: string;
    try {
      printed = execFileSync('python3', ['-c', script], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      // A machine without NumPy cannot run this check; any other failure is a real one.
      expect(String(error)).toMatch(/ENOENT|No module named 'numpy'/);
      return;
    }
    expect(printed.trim()).toBe(`float32 (9, 5) ${latents.get(2, 1)}`);
  });
});

describe('damaged and missing files are named, with a code', () => {
  it('missing', async () => {
    await expect(loadLatents(folder)).rejects.toThrow(/^loadLatents: expected ids\.json and latents\.npy in/);
    await expect(loadLatents(folder)).rejects.toMatchObject({ code: 'ERR_INVALID_FILE' });
  });

  it.each([
    ['ids.json', '["0", ', /ids\.json must be JSON; it is damaged/],
    ['ids.json', '[0, 1]', /ids\.json must be a list of names; it is damaged/],
    ['ids.json', '[]', /ids\.json has 0 names, .*latents\.npy has 9 rows; copy the whole folder again/],
    ['ids.json', '["0", "1", "0"]', /ids\.json must be a list of names; it is damaged: "0" is a duplicate/],
    ['ids.json', '<html>', /ids\.json must be JSON; it is an HTML page/],
    ['ids.json', 'null', /ids\.json must be a list of names; it is damaged: it is not a list/],
    ['encoder.json', '', /encoder\.json must be JSON; it is an empty file/],
    ['encoder.json', '{"latentSize":5', /encoder\.json must be JSON; it is damaged/],
    ['encoder.json', 'null', /encoder\.json must have latentSize and latentOfGrey/],
    ['encoder.json', '{"latentSize":5,"latentOfGrey":[1,2,3,4,"5"]}', /encoder\.json must have latentSize/],
    ['encoder.json', '{"latentSize":5,"latentOfGrey":[1,2,3,4,null]}', /encoder\.json must have latentSize/],
    ['encoder.json', '{"latentSize":5,"latentOfGrey":[1,2,3,4]}', /as many finite numbers; it is damaged/],
    [
      'ids.partial',
      '"4"\n\n"x"\n',
      /ids\.partial must have one name in quotes per line; name 2 of 3 is not a string/,
    ],
    [
      'ids.partial',
      '"4"\n7\n',
      /ids\.partial must have one name in quotes per line; name 2 of 2 is not a string/,
    ],
    [
      'ids.partial',
      '"4"\n"4"\n',
      /ids\.partial .* "4" is a duplicate; delete .*ids\.partial and .*latents\.partial/,
    ],
    [
      'ids.partial',
      '"4\n"x"\n',
      /ids\.partial must have one name in quotes per line; name 1 of 2 is not a string/,
    ],
  ])('%s: %s', async (name, content, message) => {
    const encoder = layersEncoder(vaeEncoder());
    await encodeToDisk(encoder, tenImages(), folder);
    await writeFile(join(folder, 'latents.partial'), new Uint8Array(3 * 4 * 5));
    await writeFile(join(folder, name), content);
    const run = encodeToDisk(encoder, tenImages(), folder);
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toMatchObject({ code: 'ERR_INVALID_FILE' });
  });

  it('an unknown option', async () => {
    await expect(
      encodeToDisk(layersEncoder(vaeEncoder()), tenImages(), folder, { batchsize: 3 } as never),
    ).rejects.toThrow(
      'encodeToDisk: unknown option "batchsize"; valid options: batchSize, sample, signal, onProgress.',
    );
  });
});

describe('two calls of encodeToDisk for one folder', () => {
  const encoder = () => layersEncoder(vaeEncoder());
  const part = (first: number, last: number): EncodableSource => ({
    ids: Array.from({ length: last - first }, (_, i) => `${first + i}`),
    async *batches({ ids }) {
      for (const id of ids) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        yield { ids: [id], images: imagesOf([id]) };
      }
    },
  });

  it('are not mixed: the second is rejected, and nothing of the first is lost', async () => {
    const model = encoder();
    const results = await Promise.allSettled([
      encodeToDisk(model, part(0, 40), folder),
      encodeToDisk(model, part(40, 80), folder),
    ]);
    const rejected = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(rejected).toMatchObject([{ code: 'ERR_INVALID_ARGUMENT' }]);
    expect(rejected[0].message).toMatch(
      /^encodeToDisk: folder must be used by one call at a time; process \d+ has been encoding into .*latents since .*Z; wait .* delete .*\.lock if that process has ended\.$/,
    );
    const { ids, latents } = await encodeToDisk(model, part(0, 80), folder);
    expect([...ids].sort()).toEqual(part(0, 80).ids.toSorted());
    const direct = await encode(model, imagesOf(ids));
    for (const [i, value] of latents.data.entries()) expect(value).toBeCloseTo(direct.data[i] ?? NaN, 5);
    expect((await readdir(folder)).sort()).toEqual(['encoder.json', 'ids.json', 'latents.npy']);
  });

  it('a killed process, and an old one on another machine, are no obstacle', async () => {
    await mkdir(folder);
    const { pid } = spawnSync(process.execPath, ['--version']);
    const now = Date.now();
    await writeFile(join(folder, `${now}-${machine()}-${pid}-00000000.lock`), '');
    await writeFile(join(folder, `${now - 10}-0123abcd-1-00000000.lock`), '');
    const minutes = (count: number) => new Date(now - count * 60_000);
    await utimes(join(folder, `${now - 10}-0123abcd-1-00000000.lock`), minutes(11), minutes(11));
    // The number of this process was that of another one, which was killed before this one started.
    const before = Math.floor(now - 1000 * process.uptime()) - 1000;
    await writeFile(join(folder, `${before}-${machine()}-${process.pid}-00000000.lock`), '');
    await encodeToDisk(encoder(), part(0, 2), folder);
    expect((await readdir(folder)).sort()).toEqual(['encoder.json', 'ids.json', 'latents.npy']);
    await writeFile(join(folder, `${now - 10}-0123abcd-1-00000000.lock`), '');
    await expect(encodeToDisk(encoder(), part(0, 2), folder)).rejects.toThrow(
      'process 1 of another machine has been encoding into',
    );
  });
});
