import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { memory } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import type { DownloadProgress, OnnxReadingOptions, OnnxSource } from '../src/index.js';
import { onnxDecoder, onnxEncoder, runOnnx } from '../src/index.js';
import { onnxFile } from '../src/node.js';
import {
  bytesOf,
  floatTensor,
  messageBytes,
  modelBytes,
  nodeBytes,
  tensorBytes,
  valueBytes,
} from './onnx-bytes.js';

beforeAll(() => useBackend('cpu'));

const MODEL = modelBytes({
  nodes: [nodeBytes('MatMul', ['x', 'w'], ['y'])],
  inputs: [valueBytes('x', ['batch', 2])],
  outputs: [valueBytes('y', ['batch', 2])],
  initializers: [floatTensor('w', [2, 2], [1, 2, 3, 4])],
});
/** The same with its weights in another file. */
const EXTERNAL = modelBytes({
  nodes: [nodeBytes('MatMul', ['x', 'w'], ['y'])],
  inputs: [valueBytes('x', ['batch', 2])],
  outputs: [valueBytes('y', ['batch', 2])],
  initializers: [
    tensorBytes('w', 'float32', [2, 2], { 13: messageBytes({ 1: 'location', 2: 'w.data' }), 14: 1 }),
  ],
});
const WEIGHTS = bytesOf(Float32Array.of(1, 2, 3, 4));

/** The functions that read a model, each without what it made. */
const READERS: readonly [string, (model: OnnxSource, options?: OnnxReadingOptions) => Promise<void>][] = [
  ['onnxEncoder', async (model, options) => (await onnxEncoder(model, options)).dispose()],
  ['onnxDecoder', async (model, options) => (await onnxDecoder(model, options)).dispose()],
  [
    'runOnnx',
    async (model, options) => {
      await runOnnx(model, [ndarray(Float32Array.of(1, 2), [1, 2])], options);
    },
  ],
];

let server: Server;
let base = '';
let closed = Promise.resolve();
let whenEndless = () => {};
beforeAll(async () => {
  server = createServer((request, response) => {
    const { url } = request;
    if (url === '/told.onnx') response.writeHead(200, { 'content-length': MODEL.length }).end(MODEL);
    else if (url === '/untold.onnx') {
      response.write(MODEL.subarray(0, 5));
      response.end(MODEL.subarray(5));
    } else if (url === '/late.onnx') {
      response.write(MODEL);
      setTimeout(() => response.end(), 50);
    } else if (url === '/zipped.onnx') {
      const zipped = gzipSync(MODEL);
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': zipped.length }).end(zipped);
    } else if (url === '/external.onnx') response.end(EXTERNAL);
    else if (url === '/w.data') response.writeHead(200, { 'content-length': WEIGHTS.length }).end(WEIGHTS);
    else if (url === '/endless.onnx') {
      response.writeHead(200, { 'content-length': 1000 }).write(MODEL.subarray(0, 5));
      closed = new Promise((resolve) => response.on('close', resolve));
      setTimeout(whenEndless, 50);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(READERS)('%s', (name, read) => {
  it('rejects with the signal’s reason before anything is fetched', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(read(MODEL, { signal })).rejects.toBe(reason);
    await expect(read(`${base}/none.onnx`, { signal })).rejects.toBe(reason);
  });

  it('rejects with the signal’s reason during the download, and ends it', async () => {
    const { numTensors } = memory();
    const reason = new Error('enough');
    for (const progress of [false, true]) {
      const controller = new AbortController();
      const seen: DownloadProgress[] = [];
      const onProgress = progress ? (each: DownloadProgress) => void seen.push(each) : undefined;
      const reading = read(`${base}/endless.onnx`, { signal: controller.signal, onProgress });
      whenEndless = () => controller.abort(reason);
      await expect(reading).rejects.toBe(reason);
      await closed;
      if (progress) expect(seen.at(-1)).toMatchObject({ done: 5, total: 1000 });
    }
    expect(memory().numTensors).toBe(numTensors);
  });

  it('rejects with the signal’s reason while it waits for external data, also if they never come', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const external = () => new Promise<Uint8Array>(() => setTimeout(() => controller.abort(reason), 10));
    await expect(read({ bytes: EXTERNAL, external }, { signal: controller.signal })).rejects.toBe(reason);
  });

  it('tells the progress of the download of each file in bytes', async () => {
    const progressOf = async (path: string) => {
      const seen: DownloadProgress[] = [];
      await read(`${base}/${path}`, { onProgress: (progress) => seen.push(progress) });
      return seen;
    };
    const { length } = MODEL;
    const told = await progressOf('told.onnx');
    expect(told[0]).toEqual({ url: `${base}/told.onnx`, done: 0, total: length });
    expect(told.at(-1)).toEqual({ url: `${base}/told.onnx`, done: length, total: length });
    // What the server does not tell, or tells of other bytes, is left out.
    for (const path of ['untold.onnx', 'zipped.onnx']) {
      const url = `${base}/${path}`;
      const seen = await progressOf(path);
      expect(seen[0]).toEqual({ url, done: 0 });
      expect(seen.at(-1)).toEqual({ url, done: length });
    }
    const external = await progressOf('external.onnx');
    expect(external.at(-1)).toEqual({ url: `${base}/w.data`, done: WEIGHTS.length, total: WEIGHTS.length });
    const { length: all } = EXTERNAL;
    expect(external).toContainEqual({ url: `${base}/external.onnx`, done: all, total: all });
  });

  it('rejects with the signal’s reason if onProgress aborts at any part, the last one included', async () => {
    for (const at of [0, 5, MODEL.length]) {
      const controller = new AbortController();
      const reason = new Error('enough');
      const onProgress = ({ done }: DownloadProgress) => {
        if (done >= at) controller.abort(reason);
      };
      await expect(read(`${base}/late.onnx`, { signal: controller.signal, onProgress })).rejects.toBe(reason);
    }
  });

  it('rejects with what onProgress throws', async () => {
    const thrown = new Error('mine');
    const onProgress = () => {
      throw thrown;
    };
    await expect(read(`${base}/told.onnx`, { onProgress })).rejects.toBe(thrown);
    await expect(read(`${base}/endless.onnx`, { onProgress })).rejects.toBe(thrown);
    await closed;
  });

  it('checks them first', async () => {
    const noModel = new Uint8Array(4);
    await expect(read(noModel, { signal: new AbortController() as never })).rejects.toThrow(
      `${name}: signal must be an AbortSignal; got an object of type AbortController; pass controller.signal.`,
    );
    await expect(read(noModel, { onProgress: 3 as never })).rejects.toThrow(
      `${name}: onProgress must be a function; got a number.`,
    );
  });
});

it('a model of many nodes is left when the signal aborts', async () => {
  const count = 4000;
  const nodes = Array.from({ length: count }, (_, i) => nodeBytes('Sin', [`h${i}`], [`h${i + 1}`]));
  const bytes = modelBytes({
    nodes,
    inputs: [valueBytes('h0', ['batch', 2])],
    outputs: [valueBytes(`h${count}`, ['batch', 2])],
  });
  const controller = new AbortController();
  const reason = new Error('enough');
  const { numTensors } = memory();
  setTimeout(() => controller.abort(reason));
  await expect(onnxEncoder(bytes, { signal: controller.signal })).rejects.toBe(reason);
  expect(memory().numTensors).toBe(numTensors);
});

it('onnxFile rejects with the signal’s reason', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'csm-onnx-'));
  try {
    const path = join(folder, 'model.onnx');
    await writeFile(path, MODEL);
    const reason = new Error('enough');
    await expect(onnxFile(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const { signal } = new AbortController();
    expect((await onnxFile(path, { signal })).bytes).toHaveLength(MODEL.length);
    await expect(onnxFile(path, { singal: signal } as never)).rejects.toThrow(
      'onnxFile: unknown option "singal"',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
