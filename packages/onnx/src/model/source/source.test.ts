import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, messageBytes, modelBytes, tensorBytes } from '../../../test/onnx-bytes.js';
import { onnxFile } from '../../file/onnx-file.js';
import type { OnnxSource } from '../onnx-source.js';
import { readModel } from '../read-model.js';

const WEIGHTS = Float32Array.of(1, 2, 3, 4);

/** A model whose tensor `w` is two numbers of another file. */
const withExternal = (
  location: string,
  fields: Readonly<Record<string, string>> = { offset: '8', length: '8' },
) =>
  modelBytes({
    initializers: [
      tensorBytes('w', 'float32', [2], {
        13: Object.entries({ location, ...fields }).map(([key, value]) => messageBytes({ 1: key, 2: value })),
        14: 1,
      }),
    ],
  });

const weightsOf = async (source: OnnxSource, options?: { signal?: AbortSignal }) =>
  (await readModel('test', source, options)).constants.get('w')?.data;

describe('external data in memory', () => {
  it('are read in the parts that the model names', async () => {
    const asked: unknown[] = [];
    const external = async (location: string, range: { offset: number; length: number }) => {
      asked.push([location, range]);
      return bytesOf(WEIGHTS).subarray(range.offset, range.offset + range.length);
    };
    expect(await weightsOf({ bytes: withExternal('a/w.data'), external })).toEqual(Float32Array.of(3, 4));
    expect(asked).toEqual([['a/w.data', { offset: 8, length: 8 }]]);
  });

  it('are asked for', async () => {
    await expect(readModel('test', withExternal('w.data'))).rejects.toThrow(
      'test: model: the weights are in another file, "w.data"; pass the model\'s URL, await onnxFile(path) of @csm/onnx/node, ' +
        'or an OnnxFile with the function "external".',
    );
  });

  it.each(['../w.data', '/etc/passwd', 'a/../../w', 'a\\..\\..\\w', 'C:\\w', 'file:///w', 'https://x/w', ''])(
    'are refused outside of the folder: %s',
    async (location) => {
      const external = () => Promise.reject(new Error('must not be called'));
      await expect(readModel('test', { bytes: withExternal(location), external })).rejects.toThrow(
        `test: model: tensor "w": expected external data in the model's folder; the model states ${JSON.stringify(location)}; ` +
          'export the model again, with all files in one folder.',
      );
    },
  );

  it.each([{ length: '4' }, { offset: '-1' }, { offset: '1e99' }, { offset: 'x' }])(
    'are refused with wrong places: %o',
    async (fields) => {
      const external = () => Promise.reject(new Error('must not be called'));
      await expect(
        readModel('test', { bytes: withExternal('w.data', fields as Record<string, string>), external }),
      ).rejects.toThrow(
        'test: model: tensor "w": expected external data of 8 bytes for its shape [2]; the model states',
      );
    },
  );

  it('are refused if they are too short', async () => {
    const external = async () => new Uint8Array(3);
    await expect(readModel('test', { bytes: withExternal('w.data'), external })).rejects.toThrow(
      'test: model: tensor "w": expected 8 bytes at 8 of the file "w.data"; got 3 bytes; the file is of another model, or truncated.',
    );
  });
});

describe('files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'csm-onnx-'));
    await mkdir(join(folder, 'model'));
    await writeFile(join(folder, 'outside.data'), bytesOf(WEIGHTS));
    await writeFile(join(folder, 'model', 'w.data'), bytesOf(WEIGHTS));
    await writeFile(join(folder, 'model', 'short.data'), bytesOf(WEIGHTS).subarray(0, 9));
    await symlink(join(folder, 'outside.data'), join(folder, 'model', 'link.data'));
    await symlink(folder, join(folder, 'model', 'up'));
    await symlink('w.data', join(folder, 'model', 'inside.data'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const written = async (location: string) => {
    const path = join(folder, 'model', 'm.onnx');
    await writeFile(path, withExternal(location));
    return onnxFile(path);
  };

  it.each(['w.data', './w.data', 'inside.data'])(
    'are read with their external data: %s',
    async (location) => {
      expect(await weightsOf(await written(location))).toEqual(Float32Array.of(3, 4));
    },
  );

  it.each(['link.data', 'up/outside.data'])(
    'are refused through a link out of the folder: %s',
    async (location) => {
      await expect(written(location).then((file) => readModel('test', file))).rejects.toMatchObject({
        code: 'ERR_INVALID_FILE',
        message:
          `onnxFile: ${join(folder, 'model', 'm.onnx')}: expected the external data file "${location}" in the model's folder; a link leads out of it; ` +
          'put the file next to the model.',
      });
    },
  );

  it('are named if they are missing or too short', async () => {
    await expect(written('none.data').then((file) => readModel('test', file))).rejects.toMatchObject({
      code: 'ERR_INVALID_FILE',
      message: `onnxFile: ${join(folder, 'model', 'm.onnx')}: the external data file "none.data" does not exist; check the path.`,
    });
    await expect(written('short.data').then((file) => readModel('test', file))).rejects.toThrow(
      'm.onnx: expected 8 bytes at 8 of the external data file "short.data"; it has 9 bytes; it is of another model, or truncated.',
    );
    await expect(onnxFile(join(folder, 'none.onnx'))).rejects.toThrow(
      'none.onnx: the file does not exist; check the path.',
    );
    await expect(onnxFile('')).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
  });
});

describe('URLs', () => {
  let server: Server;
  let base = '';
  const served: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      served.push(request.url ?? '');
      if (request.url === '/m/model.onnx?v=1') response.end(withExternal('my w.data'));
      else if (request.url === '/m/page.onnx') response.end('<!DOCTYPE html><html></html>');
      else if (request.url === '/m/my%20w.data') response.end(bytesOf(WEIGHTS));
      else if (request.url === '/m/slow.onnx') response.write('x');
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('are fetched with their external data', async () => {
    expect(await weightsOf(`${base}/m/model.onnx?v=1`)).toEqual(Float32Array.of(3, 4));
    expect(await weightsOf(new URL(`${base}/m/model.onnx?v=1`))).toEqual(Float32Array.of(3, 4));
    expect(served).toEqual(['/m/model.onnx?v=1', '/m/my%20w.data', '/m/model.onnx?v=1', '/m/my%20w.data']);
  });

  it('are named if the server has no model there', async () => {
    await expect(readModel('test', `${base}/none.onnx`)).rejects.toMatchObject({
      code: 'ERR_INVALID_FILE',
      message: `test: ${base}/none.onnx: expected a file; the server answers with status 404; check the URL.`,
    });
    await expect(readModel('test', `${base}/m/page.onnx`)).rejects.toThrow(
      `test: ${base}/m/page.onnx: expected an ONNX model; this is an HTML page; the download failed, download the file again.`,
    );
    await expect(readModel('test', 'http://127.0.0.1:1/m.onnx')).rejects.toMatchObject({
      code: 'ERR_INVALID_FILE',
    });
  });

  it('stop when the signal aborts', async () => {
    const controller = new AbortController();
    const reading = readModel('test', `${base}/m/slow.onnx`, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(reading).rejects.toThrow('enough');
  });

  it.each(['model.onnx', new URL('file:///model.onnx')])('are no paths: %s', async (source) => {
    await expect(readModel('test', source)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: expect.stringContaining('pass await onnxFile(path) of @csm/onnx/node.'),
    });
  });
});

describe('sources', () => {
  it('are also an ArrayBuffer, a Buffer and a file', async () => {
    const bytes = modelBytes();
    const shifted = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3);
    for (const source of [bytes, bytes.slice().buffer, shifted, { bytes: shifted }]) {
      expect((await readModel('test', source)).nodes.length).toBe(1);
    }
  });

  it.each([undefined, null, 3, {}, [], new Float32Array(2), { bytes: 'x' }, Promise.resolve()])(
    'are refused: %o',
    async (source) => {
      await expect(readModel('test', source as unknown as OnnxSource)).rejects.toMatchObject({
        code: 'ERR_INVALID_ARGUMENT',
        message: expect.stringMatching(/^test: model must be a Uint8Array, .*; got .*\.$/),
      });
    },
  );

  it.each<[string, Uint8Array]>([
    ['an empty file', new Uint8Array()],
    ['an HTML page', Buffer.from('<!doctype html><p>404')],
    ['a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:1\n')],
    [
      'a file of PyTorch',
      Buffer.from('PK\x03\x04\0\0\x08\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\0\x12\0archive/data.pkl'),
    ],
    ['a zip archive', Buffer.from('PK\x03\x04saved_model.pb')],
    ['a safetensors file', Buffer.from('\x40\0\0\0\0\0\0\0{"w":{"dtype":"F32","shape":[2]}}')],
    ['a pickle file', Buffer.from('\x80\x02}q\0(X', 'latin1')],
    ['a model in the format of ONNX Runtime', Buffer.from('\x18\0\0\0ORTM\0\0\0\0')],
    ['a TensorFlow Lite model', Buffer.from('\x1c\0\0\0TFL3\0\0\0\0')],
    ['a model.json of TensorFlow.js', Buffer.from('{"format": "layers-model", "modelTopology": {}}')],
    ['JSON', Buffer.from('{"a": 1}')],
    ['an HDF5 file', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')],
  ])('are recognised: %s', async (what, bytes) => {
    await expect(readModel('test', bytes)).rejects.toMatchObject({
      code: 'ERR_INVALID_FILE',
      message: expect.stringMatching(
        new RegExp(`^test: model: expected an ONNX model; this is ${what}.*; .*\\.$`),
      ),
    });
  });

  it('are refused if they are truncated', async () => {
    const bytes = modelBytes({ initializers: [tensorBytes('w', 'float32', [4], { 9: bytesOf(WEIGHTS) })] });
    for (let length = 1; length < bytes.length; length++) {
      await expect(readModel('test', bytes.subarray(0, length))).rejects.toMatchObject({
        code: 'ERR_INVALID_FILE',
        message: expect.stringMatching(/^test: model: expected an ONNX model; the bytes .*again\.$/),
      });
    }
  });

  it('are refused if they nest without end', async () => {
    // Groups within groups, which no field of the format is; and messages within messages.
    await expect(readModel('test', new Uint8Array(100_000).fill(0x0b))).rejects.toMatchObject({
      code: 'ERR_INVALID_FILE',
    });
    let nested: Uint8Array = new Uint8Array();
    for (let depth = 0; depth < 5000; depth++)
      nested = messageBytes({ 1: messageBytes({ 5: messageBytes({ 6: nested }) }) });
    await expect(readModel('test', messageBytes({ 1: 8, 7: nested }))).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_(INVALID_FILE|UNSUPPORTED_MODEL)$/),
    });
  });
});
