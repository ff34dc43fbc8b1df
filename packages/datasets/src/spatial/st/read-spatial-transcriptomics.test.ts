import { gzipSync } from 'node:zlib';
import type { Progress } from '@csm/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../files/byte-source.js';
import { geneCounts } from '../gene-counts.js';
import { readSpotLabels } from '../spot-labels.js';
import { readSpatialTranscriptomics } from './read-spatial-transcriptomics.js';

const table = '\tPenk\tDoc2g\tZéro\n16.92x9.015\t1\t0\t0\n17x10\t0\t250\t0\n3.5x4\t7\t2\t0\n';

async function* inPieces(bytes: Uint8Array, cuts: readonly number[]) {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < places.length; i++) yield bytes.subarray(places[i - 1], places[i]);
}

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('readSpatialTranscriptomics', () => {
  it('reads spots, places, genes and counts', async () => {
    const counts = await readSpatialTranscriptomics(new Blob([table]).stream());
    expect(counts.spots.names).toEqual(['16.92x9.015', '17x10', '3.5x4']);
    expect(Array.from(counts.spots.x)).toEqual([16.92, 17, 3.5]);
    expect(Array.from(counts.spots.y)).toEqual([9.015, 10, 4]);
    expect(counts.genes).toEqual(['Penk', 'Doc2g', 'Zéro']);
    expect(Array.from(geneCounts(counts, 'Penk'))).toEqual([1, 0, 7]);
    expect(Array.from(geneCounts(counts, 'Doc2g'))).toEqual([0, 250, 2]);
    expect(Array.from(counts.counts.indptr)).toEqual([0, 2, 4, 4]);
  });

  it('reads the same for any pieces, compression and line ends', async () => {
    const expected = await readSpatialTranscriptomics(new Blob([table]).stream());
    const anyForm = fc.record({
      gzip: fc.boolean(),
      crlf: fc.boolean(),
      lastBreak: fc.boolean(),
      bom: fc.boolean(),
      cuts: fc.array(fc.nat(500), { maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(anyForm, async ({ gzip, crlf, lastBreak, bom, cuts }) => {
        const lines = `${bom ? '\ufeff' : ''}${lastBreak ? table : table.trimEnd()}`;
        const text = utf8(crlf ? lines.replaceAll('\n', '\r\n') : lines);
        expect(await readSpatialTranscriptomics(inPieces(gzip ? gzipSync(text) : text, cuts))).toEqual(
          expected,
        );
      }),
    );
  });

  it('reads byte by byte', async () => {
    const packed = gzipSync(table);
    const counts = await readSpatialTranscriptomics(inPieces(packed, [...packed.keys()]));
    expect(counts.spots.names.length).toBe(3);
  });

  it('skips empty lines but counts them', async () => {
    const text = `\n\tPenk\n\n1x1\t5\n\r\n2x2\tmany\n`;
    await expect(readSpatialTranscriptomics(new Blob([text]).stream())).rejects.toThrow(
      /line 6, column 2 \(Penk\)/,
    );
  });

  it('reads counts in decimal and scientific notation', async () => {
    const counts = await readSpatialTranscriptomics(
      new Blob(['\tA\tB\tC\tD\n1x1\t1.5\t1e3\t0.0\t00\n']).stream(),
    );
    expect(Array.from(counts.counts.values)).toEqual([1.5, 1000]);
  });

  it('rejects a count that float32 cannot hold, and reads one that rounds to 0 as 0', async () => {
    for (const count of ['1e39', '3.5e38', '9e999']) {
      await expect(
        readSpatialTranscriptomics(new Blob([`\tA\tB\n1x1\t1\t2\n2x2\t3\t${count}\n`]).stream()),
      ).rejects.toThrow(/line 3, column 3 \(B\): a count must be a finite float32 number of at least 0; got/);
    }
    const counts = await readSpatialTranscriptomics(
      new Blob(['\tA\tB\tC\n1x1\t1e-50\t3.4e38\t1e-45\n']).stream(),
    );
    expect(Array.from(counts.counts.values)).toEqual([Math.fround(3.4e38), 2 ** -149]);
  });

  const privateText = 'secret '.repeat(1000);
  it.each<[source: unknown, got: string]>([
    [privateText, 'a string'],
    [null, 'null'],
    [undefined, 'undefined'],
    [utf8(table), 'an object of type Uint8Array'],
    [utf8(table).buffer, 'an object of type ArrayBuffer'],
    [new Response(table), 'an object of type Response'],
    [Promise.resolve(new Blob([table]).stream()), 'a Promise (is an await missing?)'],
    [Object.create(null), 'an object of type unknown'],
  ])('rejects an invalid source, and names only its type (%#)', async (source, got) => {
    for (const read of [readSpatialTranscriptomics, readSpotLabels]) {
      await expect(read(source as ByteSource)).rejects.toThrow(
        `${read.name}: source must be a ReadableStream or an async iterable of Uint8Array, such as ` +
          `(await fetch(address)).body, file.stream() or createReadStream(path); got ${got}.`,
      );
    }
  });

  it('rejects pieces that are not bytes', async () => {
    async function* strings() {
      yield privateText;
    }
    const texts = new ReadableStream({ start: (controller) => controller.enqueue(privateText) });
    for (const source of [strings(), texts]) {
      await expect(readSpatialTranscriptomics(source as unknown as ByteSource)).rejects.toThrow(
        /^readSpatialTranscriptomics: the count matrix: source must yield pieces of type Uint8Array; got a string; open the source without a text encoding\.$/,
      );
    }
  });

  it('reports progress in bytes as stored', async () => {
    const packed = gzipSync(table);
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => void seen.push(progress);
    await readSpatialTranscriptomics(inPieces(packed, [10, 20]), { totalBytes: packed.length, onProgress });
    const total = packed.length;
    expect(seen).toEqual([10, 20, total].map((done) => ({ done, total })));
    seen.length = 0;
    await readSpatialTranscriptomics(inPieces(packed, []), { onProgress });
    expect(seen).toEqual([{ done: total, total: Number.POSITIVE_INFINITY }]);
  });

  it.each([false, true])('stops when aborted, and releases the source (gzip: %s)', async (gzip) => {
    // Random-looking counts, so that the compressed rows are long and arrive in many pieces.
    const rows = Array.from(
      { length: 2000 },
      (_, i) => `${i}x1\t${(i * 7919) % 10007}\t${(i * 104729) % 9973}\n`,
    );
    const text = utf8(`\tA\tB\n${rows.join('')}`);
    const bytes = gzip ? new Uint8Array(gzipSync(text)) : text;
    let given = 0;
    let released = false;
    async function* source() {
      try {
        for (let at = 0; at < bytes.length; at += 100) {
          given += 1;
          yield bytes.subarray(at, at + 100);
          await new Promise((resolve) => setTimeout(resolve));
        }
      } finally {
        released = true;
      }
    }
    const controller = new AbortController();
    const onProgress = ({ done }: Progress) => {
      if (done > bytes.length / 2) controller.abort(new Error('enough'));
    };
    const reading = readSpatialTranscriptomics(source(), { signal: controller.signal, onProgress });
    await expect(reading).rejects.toThrow('enough');
    await expect.poll(() => released).toBe(true);
    expect(given).toBeLessThan(bytes.length / 100);
  });

  it('reads nothing if aborted before the start', async () => {
    let touched = false;
    async function* source() {
      touched = true;
      yield utf8(table);
    }
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(readSpatialTranscriptomics(source(), { signal })).rejects.toThrow('never mind');
    expect(touched).toBe(false);
  });

  it.each([false, true])('passes on the error of a source that fails (gzip: %s)', async (gzip) => {
    const failure = new Error('the network is down');
    async function* source() {
      yield gzip ? new Uint8Array(gzipSync(table)).subarray(0, 20) : utf8(table).subarray(0, 20);
      throw failure;
    }
    await expect(readSpatialTranscriptomics(source())).rejects.toBe(failure);
  });

  it('throws only its own errors, whatever the damage', async () => {
    const bytes = utf8(table);
    const anyDamage = fc.record({
      at: fc.nat(bytes.length - 1),
      by: fc.uint8Array({ maxLength: 3 }),
      cut: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(anyDamage, async ({ at, by, cut }) => {
        const damaged = Uint8Array.from([...bytes.subarray(0, at), ...by, ...bytes.subarray(at + cut)]);
        const outcome = await readSpatialTranscriptomics(inPieces(damaged, [])).catch(
          (error: Error) => error,
        );
        if (outcome instanceof Error) {
          expect(outcome.message).toMatch(/^readSpatialTranscriptomics: the count matrix[:,] /);
        } else {
          expect(outcome.counts.values.every((value) => Number.isFinite(value) && value > 0)).toBe(true);
          expect(outcome.counts.indptr.length).toBe(outcome.genes.length + 1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
