import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawnJobPlan } from '../../test/drawn-job.js';
import { memoryStore } from '../../test/memory-store.js';
import type { Plan } from './plan.js';
import { planBytes } from './plan-bytes.js';
import { planId } from './plan-id.js';
import { loadPlan, readPlan } from './read-plan.js';

type Changed = Record<string, unknown>;

let plan: Plan;
let json: string;
beforeAll(async () => {
  plan = await drawnJobPlan(memoryStore('faces'), {
    files: { 'model/a.onnx': new Uint8Array([1]) },
    places: { data: 'd' },
  });
  json = new TextDecoder().decode(planBytes(plan));
});

/** One sentence that begins with the function and names the plan. */
const SENTENCE = /^readPlan: [^\n]*[^.\n]\.$/;

async function expectRefused(content: Uint8Array | string, message: string | RegExp): Promise<void> {
  const read = readPlan(content, { name: 'store/plan.json' });
  await expect(read).rejects.toThrow(message);
  await expect(read).rejects.toThrow(SENTENCE);
  await expect(read).rejects.toThrow(expect.objectContaining({ code: 'ERR_INVALID_FILE' }));
}

/** The plan with a change, and with the id that belongs to it. */
async function edited(change: (plan: Changed) => void): Promise<string> {
  const copy = JSON.parse(json) as Changed;
  change(copy);
  return JSON.stringify({ ...copy, id: await planId(copy as unknown as Plan) });
}

describe('readPlan', () => {
  it('reads bytes and text, in any order and layout', async () => {
    expect(await readPlan(planBytes(plan))).toEqual(plan);
    expect(await readPlan(json)).toEqual(plan);
    const reversed = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, of]) => [name, reversed(of)]),
          );
    expect(await readPlan(JSON.stringify(reversed(plan)))).toEqual(plan);
  });

  it('accepts other places', async () => {
    const moved = { ...plan, places: { store: 's3://bucket/faces' } };
    expect(await readPlan(planBytes(moved))).toEqual(moved);
  });

  it('refuses a plan that lacks any member, or has one of another type', async () => {
    // The id is that of each changed plan, so that the checks of the members are what refuses it.
    const paths = pathsOf(plan).filter((path) => !/^(format|id|job\..*)$/.test(path));
    expect(paths.length).toBeGreaterThan(25);
    for (const path of paths) {
      if (!isOptional(path))
        await expectRefused(await edited((copy) => removeAt(copy, path)), 'make the plan again');
      for (const wrong of [null, -1, 0.5, 1e300, '', {}, [null]]) {
        if (/^(files|job)$/.test(path) && JSON.stringify(wrong) === '{}') continue;
        await expectRefused(await edited((copy) => setAt(copy, path, wrong)), 'make the plan again');
      }
    }
    for (const wrong of [undefined, null, 7, '', 'a']) {
      await expectRefused(JSON.stringify({ ...plan, id: wrong }), 'expected id to be a SHA-256');
      await expectRefused(JSON.stringify({ ...plan, format: wrong }), 'is other JSON');
    }
  });

  it('refuses giant counts before it allocates', async () => {
    const giant = 2 ** 52;
    const count = 2 ** 31 - 4;
    await expectRefused(
      await edited((copy) => setAt(copy, 'inputs.count', count)),
      `expected ${count / 4} lists of ids, for ${count} inputs in shards of 4; got 3`,
    );
    await expectRefused(
      await edited((copy) => setAt(copy, 'inputs.count', giant)),
      `expected inputs.count to be a whole number from 1 to 2147483647; got ${giant}`,
    );
    await expectRefused(await edited((copy) => setAt(copy, 'shards.size', giant)), 'expected 1 lists of ids');
    await expectRefused(await edited((copy) => setAt(copy, 'maps.shape', [giant, giant])), 'at most 256 MB');
    await expectRefused(await edited((copy) => setAt(copy, 'inputs.shape', [giant, 9])), 'at most 256 MB');
  });

  it('refuses a plan that was edited', async () => {
    const message =
      /expected store\/plan\.json as it was made, with id [0-9a-f]{12}…; it was edited or damaged; make the plan again/;
    await expectRefused(JSON.stringify({ ...plan, batchSize: 2 }), message);
    await expectRefused(JSON.stringify({ ...plan, job: { seed: 1 } }), message);
    await expectRefused(JSON.stringify({ ...plan, id: 'b'.repeat(64) }), message);
    await expectRefused(JSON.stringify({ ...plan, added: true }), message);
  });

  it('refuses a plan with any byte changed, or says nothing of it if it is a place or a space', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(json.length - 1), fc.integer({ min: 32, max: 126 }), async (at, code) => {
        const changed = json.slice(0, at) + String.fromCharCode(code) + json.slice(at + 1);
        const read = await readPlan(changed).catch((error: Error) => error);
        if (read instanceof Error) expect(read.message).toMatch(SENTENCE);
        else expect({ ...read, places: plan.places }).toEqual(plan);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a plan that was cut off anywhere', async () => {
    for (let length = 1; length < json.trimEnd().length; length += 7) {
      await expectRefused(json.slice(0, length), 'store/plan.json is not valid JSON; copy the file again');
    }
    await expectRefused('', 'store/plan.json is an empty file');
  });

  it('refuses other files', async () => {
    const html = '<!DOCTYPE html><html><body>Sign in</body></html>';
    await expectRefused(
      html,
      'store/plan.json is an HTML page; the download failed, download the file again.',
    );
    await expectRefused(new Uint8Array([0x1f, 0x8b, 8, 0]), 'is gzip');
    await expectRefused(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), 'is not valid JSON');
    for (const other of ['3', 'null', '[]', '"plan"', '{"name":"app","version":"1.0.0"}']) {
      await expectRefused(other, 'store/plan.json is other JSON; give the path of the plan.');
    }
    await expectRefused(7 as unknown as string, 'got a number');
  });

  it('refuses a plan of another version, unless only its results are read', async () => {
    const older = await edited((copy) => setAt(copy, 'version', '0.0.7'));
    await expectRefused(
      older,
      `readPlan: expected a plan of version ${plan.version}, which this worker has; store/plan.json is of version 0.0.7; ` +
        'install @csm/scale 0.0.7, or make the plan again with csm plan.',
    );
    expect((await readPlan(older, { anyVersion: true })).version).toBe('0.0.7');
  });
});

describe('loadPlan', () => {
  it('names the store that has no plan, or a damaged one', async () => {
    await expect(loadPlan(memoryStore('s3://faces/run'))).rejects.toThrow(
      'loadPlan: expected a store with a plan; s3://faces/run has no plan.json; give the store that csm plan wrote.',
    );
    const damaged = memoryStore('s3://faces/run', new Map([['plan.json', new TextEncoder().encode('{')]]));
    await expect(loadPlan(damaged)).rejects.toThrow('plan.json of s3://faces/run is not valid JSON');
  });
});

function pathsOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, of]) => [prefix + name, ...pathsOf(of, `${prefix + name}.`)]);
}

/** The object that has the last name of a path, and that name. Names of files have dots. */
function place(copy: Changed, path: string): [Changed, string] {
  const file = /^files\.(.+)/.exec(path)?.[1];
  if (file !== undefined) return [copy.files as Changed, file];
  const names = path.split('.');
  const last = names.pop() ?? '';
  return [names.reduce<Changed>((of, name) => of[name] as Changed, copy), last];
}

function removeAt(copy: Changed, path: string): void {
  const [of, name] = place(copy, path);
  if (Array.isArray(of)) of.splice(Number(name), 1);
  else delete of[name];
}

function setAt(copy: Changed, path: string, value: unknown): void {
  const [of, name] = place(copy, path);
  of[name] = value;
}

/** Members without which it is another plan, whose id fits. */
const isOptional = (path: string) =>
  /^(places\.data|inputs\.layout|inputs\.shape\.\d|files\..*|concepts\.\d)$/.test(path);
