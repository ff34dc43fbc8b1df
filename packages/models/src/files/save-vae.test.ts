import '@tensorflow/tfjs-backend-cpu';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, ones, setBackend, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { squares } from '../../test/squares.js';
import { tinyVae } from '../../test/tiny-vae.js';
import { disposeVae } from '../architectures/dispose-vae.js';
import type { Vae } from '../architectures/vae.js';
import { fileCheckpoint } from '../training/checkpoint/file-checkpoint.js';
import { trainVae } from '../training/train-vae.js';
import { loadLayersModelFromDisk } from './load-layers-model-from-disk.js';
import { loadVae } from './load-vae.js';
import { saveVae } from './save-vae.js';

const made: Vae[] = [];
const own = (vae: Vae) => {
  made.push(vae);
  return vae;
};
let root: string;
let trained: Vae;

beforeAll(async () => {
  await setBackend('cpu');
  trained = tinyVae(6);
  await trainVae(trained, squares(8), { epochs: 2, batchSize: 4 });
});
afterAll(() => disposeVae(trained));
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'csm-models-'));
});
afterEach(async () => {
  for (const vae of made.splice(0)) disposeVae(vae);
  await rm(root, { recursive: true });
});

const outputs = ({ encoder, decoder }: Pick<Vae, 'encoder' | 'decoder'>) =>
  tidy(() => {
    const [mean, logVariance] = encoder.predict(ones([2, 8, 8, 1])) as Tensor[];
    const image = decoder.predict(mean!) as Tensor;
    return [mean!, logVariance!, image].map((t) => Array.from(t.dataSync()));
  });

describe('saveVae and loadVae', () => {
  it('keep outputs, names and shapes', async () => {
    const folder = join(root, 'deep', 'faces');
    const before = memory().numTensors;
    await saveVae(trained, folder);
    expect(memory().numTensors).toBe(before);
    const loaded = own(await loadVae(folder));
    expect(outputs(loaded)).toEqual(outputs(trained));
    expect({ ...loaded, encoder: null, decoder: null }).toEqual({ ...trained, encoder: null, decoder: null });
    expect(loaded.encoder.outputNames).toEqual(['z_mean', 'z_log_var']);
    expect((await readdir(folder)).sort()).toEqual(['decoder', 'encoder', 'vae.json']);
    expect(await readdir(join(root, 'deep'))).toEqual(['faces']);
  });

  it.each(['standard', 'reference'] as const)(
    'keep the sampling "%s", also in plain model.json',
    async (sampling) => {
      const folder = join(root, 'faces');
      const vae = own(tinyVae(2));
      await trainVae(vae, squares(8), { epochs: 1, batchSize: 8, sampling, onWarning: () => {} });
      const before = vae.encoder.getUserDefinedMetadata();
      await saveVae({ ...vae }, folder);
      expect(vae.encoder.getUserDefinedMetadata()).toBe(before);
      const warnings: string[] = [];
      const onWarning = (message: string) => warnings.push(message);
      const loaded = own(await loadVae(folder, { onWarning }));
      const posterior = { [sampling === 'reference' ? 'logStd' : 'logVariance']: 'z_log_var' };
      expect([loaded.sampling, loaded.encoder.getUserDefinedMetadata()]).toEqual([sampling, { posterior }]);
      const encoder = await loadLayersModelFromDisk(join(folder, 'encoder'));
      expect(encoder.getUserDefinedMetadata()).toEqual({ posterior });
      encoder.dispose();
      expect(warnings).toEqual([]);
      // What the caller says is taken, and said.
      const other = sampling === 'reference' ? 'standard' : 'reference';
      expect(own(await loadVae(folder, { sampling: other, onWarning })).sampling).toBe(other);
      expect(warnings).toEqual([
        expect.stringMatching(
          `sampling should be the one saved in .*, '${sampling}'; got '${other}', which is used`,
        ),
      ]);
    },
  );

  it('take a folder of version 0.1 by its name, with one warning, or as the caller says', async () => {
    const folder = join(root, 'faces');
    const older = async (name: string) => {
      await saveVae({ ...trained, name }, folder);
      const about = JSON.parse(await readFile(join(folder, 'vae.json'), 'utf8'));
      await writeFile(join(folder, 'vae.json'), JSON.stringify({ ...about, sampling: undefined }));
      const file = join(folder, 'encoder', 'model.json');
      const json = JSON.parse(await readFile(file, 'utf8'));
      await writeFile(file, JSON.stringify({ ...json, userDefinedMetadata: undefined }));
    };
    for (const [name, assumed] of Object.entries({
      celeba: 'reference',
      'olfactory-bulb': 'reference',
      image: 'standard',
    })) {
      await older(name);
      const warnings: string[] = [];
      const onWarning = (message: string) => warnings.push(message);
      expect(own(await loadVae(folder, { onWarning })).sampling).toBe(assumed);
      expect(warnings).toEqual([
        `loadVae: expected a folder that records how its latents were drawn in training; ${folder} is older and has no record, so ` +
          `'${assumed}' is assumed, because its name is "${name}"; pass { sampling: 'standard' } or { sampling: 'reference' }, and ` +
          'save it again with saveVae.',
      ]);
      const told = own(await loadVae(folder, { sampling: 'standard', onWarning }));
      expect([told.sampling, warnings.length]).toEqual(['standard', 1]);
      await saveVae(told, folder);
      expect([own(await loadVae(folder, { onWarning })).sampling, warnings.length]).toEqual(['standard', 1]);
    }
  });

  it('reject a sampling that is unknown or contradicts itself, and unknown options', async () => {
    const folder = join(root, 'faces');
    await saveVae(trained, folder);
    const about = JSON.parse(await readFile(join(folder, 'vae.json'), 'utf8'));
    const with_ = (sampling: unknown) =>
      writeFile(join(folder, 'vae.json'), JSON.stringify({ ...about, sampling }));
    const before = memory().numTensors;
    await with_('reference');
    await expect(loadVae(folder)).rejects.toThrow(
      /expected the same sampling in vae.json and in the metadata .* says 'reference' and 'standard'; pass/,
    );
    await with_('refrence');
    await expect(loadVae(folder)).rejects.toThrow(/vae.json has "refrence"; save the model again/);
    await with_('standard');
    await expect(loadVae(folder, { sampling: 'x' as never })).rejects.toThrow('sampling');
    await expect(loadVae(folder, { samplings: 1 } as never)).rejects.toThrow('unknown option "samplings"');
    expect(memory().numTensors).toBe(before);
  });

  it.skipIf(process.platform === 'win32')('write folders and files that others may read', async () => {
    const folder = join(root, 'deep', 'faces');
    await saveVae(trained, folder);
    await saveVae(trained, folder);
    await fileCheckpoint(join(root, 'checkpoint')).save({
      settings: {} as never,
      position: {} as never,
      tensors: [],
    });
    const mask = process.umask();
    const modes = async (path: string): Promise<void> => {
      const found = await stat(path);
      const expected = (found.isDirectory() ? 0o777 : 0o666) & ~mask;
      expect((found.mode & 0o777).toString(8), path).toBe(expected.toString(8));
      if (!found.isDirectory()) return;
      for (const name of await readdir(path)) await modes(join(path, name));
    };
    await modes(join(root, 'deep'));
    await modes(join(root, 'checkpoint'));
  });

  it('a loaded VAE can be trained further', async () => {
    const folder = join(root, 'faces');
    await saveVae(trained, folder);
    const loaded = own(await loadVae(folder));
    const history = await trainVae(loaded, squares(8), { epochs: 1, batchSize: 4 });
    expect(history[0]!.loss).toBeLessThan(1);
  });

  it('write models that plain tf.loadLayersModel reads over HTTP', async () => {
    const folder = join(root, 'faces');
    await saveVae(trained, folder);
    const server = createServer(async (request, response) => {
      response.end(await readFile(join(folder, request.url!)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const encoder = await loadLayersModel(`${address}/encoder/model.json`);
      const decoder = await loadLayersModel(`${address}/decoder/model.json`);
      expect(outputs({ encoder, decoder })).toEqual(outputs(trained));
      encoder.dispose();
      decoder.dispose();
    } finally {
      server.close();
    }
  });

  it('replace an earlier model', async () => {
    const folder = join(root, 'faces');
    await saveVae(own(tinyVae(1)), folder);
    await saveVae(trained, folder);
    expect(outputs(own(await loadVae(folder)))).toEqual(outputs(trained));
    expect(await readdir(root)).toEqual(['faces']);
  });

  it('keep the earlier model if a save fails halfway', async () => {
    const folder = join(root, 'faces');
    await saveVae(trained, folder);
    const broken = {
      ...own(tinyVae(1)),
      decoder: { save: () => Promise.reject(new Error('disk full')) } as unknown as LayersModel,
    };
    await expect(saveVae(broken, folder)).rejects.toThrow('disk full');
    expect(outputs(own(await loadVae(folder)))).toEqual(outputs(trained));
    expect(await readdir(root)).toEqual(['faces']);
  });

  it('find the earlier model if a save was interrupted between the two renames', async () => {
    const folder = join(root, 'faces');
    await saveVae(trained, folder);
    await rename(folder, `${folder}.previous`);
    expect(outputs(own(await loadVae(folder)))).toEqual(outputs(trained));
    await saveVae(trained, folder);
    expect(await readdir(root)).toEqual(['faces']);
  });

  it('keeps a folder of other files that is named as the previous model', async () => {
    const folder = join(root, 'mine');
    const other = `${folder}.previous`;
    await mkdir(other);
    await writeFile(join(other, 'notes.txt'), 'mine');
    await expect(saveVae(trained, folder)).rejects.toThrow(/\.previous holds other files \(notes\.txt\)/);
    expect(await readFile(join(other, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('reject a folder that holds other files', async () => {
    const folder = join(root, 'mine');
    await mkdir(folder);
    await writeFile(join(folder, 'thesis.txt'), 'years of work');
    await expect(saveVae(trained, folder)).rejects.toThrow(
      `saveVae: expected an empty folder or one with a saved VAE; ${folder} holds other files (thesis.txt);`,
    );
    await expect(saveVae(trained, join(folder, 'thesis.txt'))).rejects.toThrow('thesis.txt is not one');
    expect(await readdir(folder)).toEqual(['thesis.txt']);
  });
});

describe('without arguments', () => {
  it('saveVae and loadVae name the missing one', async () => {
    for (const [folder, got] of [
      [undefined, 'undefined'],
      ['', '""'],
      [trained, 'a VAE'],
    ] as [never, string][]) {
      await expect(saveVae(trained, folder)).rejects.toThrow(
        `saveVae: folder must be the path of a folder; got ${got}.`,
      );
      await expect(loadVae(folder)).rejects.toThrow(
        `loadVae: folder must be the path of a folder; got ${got}.`,
      );
    }
    await expect(saveVae(undefined as never, root)).rejects.toThrow('saveVae: vae must be a Vae');
  });
});

describe('loadVae rejects', () => {
  const edit = async (file: string, change: (json: Record<string, unknown>) => void) => {
    const json = JSON.parse(await readFile(file, 'utf8'));
    change(json);
    await writeFile(file, JSON.stringify(json));
  };
  const paths = (json: Record<string, unknown>) => (json.weightsManifest as { paths: string[] }[])[0]!.paths;
  const html = '<!DOCTYPE html><html><body>404</body></html>';
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n';

  it.each<[string, (folder: string) => Promise<unknown>, RegExp]>([
    [
      'a missing folder',
      (f) => rm(f, { recursive: true }),
      /vae\.json does not exist; check that .*faces is the folder that the model was saved to/,
    ],
    ['a missing vae.json', (f) => rm(join(f, 'vae.json')), /vae\.json does not exist/],
    ['a missing model', (f) => rm(join(f, 'decoder/model.json')), /decoder\/model\.json does not exist/],
    ['missing weights', (f) => rm(join(f, 'encoder/weights.bin')), /encoder\/weights\.bin does not exist/],
    [
      'an HTML page for vae.json',
      (f) => writeFile(join(f, 'vae.json'), html),
      /vae\.json is an HTML page; the download failed/,
    ],
    [
      'an HTML page for a model',
      (f) => writeFile(join(f, 'encoder/model.json'), html),
      /model\.json is an HTML page; the download failed/,
    ],
    [
      'an LFS pointer for weights',
      (f) => writeFile(join(f, 'encoder/weights.bin'), pointer),
      /expected \d+ bytes of weights for .*weights\.bin holds 64 bytes and is a Git LFS pointer/,
    ],
    [
      'an LFS pointer for a model',
      (f) => writeFile(join(f, 'encoder/model.json'), pointer),
      /model\.json is a Git LFS pointer; fetch the file itself/,
    ],
    [
      'truncated JSON',
      (f) => truncate(join(f, 'decoder/model.json'), 100),
      /decoder\/model\.json is not valid JSON/,
    ],
    ['an empty file', (f) => truncate(join(f, 'vae.json')), /vae\.json is an empty file/],
    [
      'truncated weights',
      (f) => truncate(join(f, 'decoder/weights.bin'), 400),
      /expected \d+ bytes of weights .* holds 400 bytes and is incomplete/,
    ],
    [
      'weights of 0xFF alone',
      async (f) => {
        const file = join(f, 'encoder/weights.bin');
        await writeFile(file, (await readFile(file)).fill(0xff));
      },
      /"conv_1\/kernel" in .*faces\/encoder\/weights\.bin holds NaN, .*copy the file again/,
    ],
    [
      'an infinity in the last weight',
      async (f) => {
        const file = join(f, 'decoder/weights.bin');
        const bytes = await readFile(file);
        bytes.writeFloatLE(Number.NEGATIVE_INFINITY, bytes.length - 4);
        await writeFile(file, bytes);
      },
      /".*" in .*faces\/decoder\/weights\.bin holds -Infinity,/,
    ],
    [
      'weights too long',
      (f) => writeFile(join(f, 'decoder/weights.bin'), 'abc', { flag: 'a' }),
      /expected \d+ bytes of weights .* holds \d+ bytes and is too long/,
    ],
    [
      'JSON of something else',
      (f) => writeFile(join(f, 'encoder/model.json'), '[1, 2]'),
      /expected a tfjs layers model; .*model\.json has no modelTopology/,
    ],
    [
      'a vae.json of something else',
      (f) => writeFile(join(f, 'vae.json'), '{"version":1}'),
      /expected format csm-vae, version 1; .* holds format undefined, version 1/,
    ],
    [
      'a later version',
      (f) => edit(join(f, 'vae.json'), (j) => Object.assign(j, { version: 2 })),
      /vae\.json holds format csm-vae, version 2/,
    ],
    [
      'a vae.json without shapes',
      (f) =>
        edit(join(f, 'vae.json'), (j) => {
          delete j.inputShape;
        }),
      /expected name, inputShape and latentSize; .*vae\.json lacks one of them/,
    ],
    [
      'weights above the folder',
      (f) =>
        edit(join(f, 'encoder/model.json'), (j) => {
          paths(j)[0] = '../decoder/weights.bin';
        }),
      /expected weight files inside the folder .*; it names "\.\.\/decoder\/weights\.bin"/,
    ],
    [
      'weights by absolute path',
      (f) =>
        edit(join(f, 'encoder/model.json'), (j) => {
          paths(j)[0] = '/etc/hostname';
        }),
      /expected weight files inside the folder .*; it names "\/etc\/hostname"/,
    ],
    [
      'weights of an unknown type',
      (f) =>
        edit(join(f, 'encoder/model.json'), (j) => {
          (j.weightsManifest as { weights: { dtype: string }[] }[])[0]!.weights[0]!.dtype = 'float8';
        }),
      /with type "float8"/,
    ],
    [
      'models that do not fit vae.json',
      (f) => edit(join(f, 'vae.json'), (j) => Object.assign(j, { latentSize: 9 })),
      /the encoder output in .* has shape \[\[3\],\[3\]\], but its vae\.json describes \[\[9\],\[9\]\]/,
    ],
    [
      'encoder and decoder of different models',
      async (f) => {
        await saveVae(own(tinyVae()), f);
        await rm(join(f, 'decoder'), { recursive: true });
        await cp(join(f, 'encoder'), join(f, 'decoder'), { recursive: true });
      },
      /expected files of one VAE; the decoder input in .*/,
    ],
  ])('%s', async (_name, damage, message) => {
    const folder = join(root, 'faces');
    await saveVae(trained, folder);
    await damage(folder);
    const before = memory().numTensors;
    const error: Error = await loadVae(folder).then(
      () => new Error('no error'),
      (e) => e,
    );
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^loadVae: .*\.$/);
    expect(error).toMatchObject({ code: 'ERR_INVALID_FILE' });
    expect(memory().numTensors).toBe(before);
  });
});
