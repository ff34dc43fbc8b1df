import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConcepts, saveConcepts } from './concept-files.js';
import { conceptsFromJson, conceptsToJson } from './concept-json.js';
import { conceptVector } from './concept-vector.js';

describe('concepts as JSON', () => {
  it('read back to the same float32', () => {
    const component = fc.float({ noNaN: true, noDefaultInfinity: true });
    const concept = fc.record({
      name: fc.string(),
      vector: fc.array(component, { minLength: 1 }).filter((v) => v.some((x) => x !== 0)),
    });
    fc.assert(
      fc.property(fc.array(concept), (list) => {
        const concepts = list.map(({ name, vector }) => conceptVector(name, vector));
        const back = conceptsFromJson(conceptsToJson(concepts));
        expect(back.map((c) => c.name)).toEqual(concepts.map((c) => c.name));
        // JSON has one zero; −0 reads back as 0, the same direction.
        expect(back.map((c) => [...c.vector].map((x) => x + 0))).toEqual(
          concepts.map((c) => [...c.vector].map((x) => x + 0)),
        );
      }),
      { seed: 1 },
    );
  });

  it('are rejected when malformed', () => {
    const read = (text: string) => () => conceptsFromJson(text);
    expect(read('{"format":"other"}')).toThrow(
      'conceptsFromJson: expected { "format": "csm-concepts/1", "concepts": […] }; got format "other".',
    );
    const concepts = (list: string) => `{"format":"csm-concepts/1","concepts":${list}}`;
    expect(read(concepts('[{"name":"a","vector":["1"]}]'))).toThrow(
      'conceptsFromJson: concept 0 must be { "name": string, "vector": number[] }.',
    );
    expect(read(5 as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_ARGUMENT',
        message: 'conceptsFromJson: expected JSON text; got a number.',
      }),
    );
    for (const text of ['', '{}', 'null', '[', concepts('[{"name":"a","vector":[0]}]')]) {
      expect(read(text)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_FILE' }));
    }
  });
});

describe('saveConcepts and loadConcepts', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'csm-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('write and read a file in a new folder, and leave no temporary file', async () => {
    const path = join(folder, 'deep', 'concepts.json');
    await saveConcepts(path, [conceptVector('Smiling', [1, -2])]);
    expect((await loadConcepts(path))[0]).toEqual(conceptVector('Smiling', [1, -2]));
    expect(await readdir(join(folder, 'deep'))).toEqual(['concepts.json']);
  });

  it('name the file that is missing, of another format or damaged', async () => {
    const path = join(folder, 'damaged.json');
    await expect(loadConcepts(path)).rejects.toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_FILE',
        message: `loadConcepts: ${path}: the file does not exist; check the path.`,
      }),
    );
    await writeFile(path, '<!doctype html><title>404</title>');
    await expect(loadConcepts(path)).rejects.toThrow(
      `loadConcepts: expected JSON; ${path} is an HTML page; the download failed, download the file again.`,
    );
    await writeFile(path, '{"format":');
    await expect(loadConcepts(path)).rejects.toThrow(
      `loadConcepts: ${path}: expected JSON; the text begins with "{\\"format\\":"; save the concepts again.`,
    );
  });
});
