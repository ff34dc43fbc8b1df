import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnPlan } from '../../test/drawn-shard.js';
import { memoryStore } from '../../test/memory-store.js';
import { parseTasks } from './parse-tasks.js';
import { pendingTasks } from './pending-tasks.js';
import type { Plan } from './plan.js';
import { planTask, planTasks } from './plan-tasks.js';

/** 10 inputs in shards of 4, with 3 concepts. */
const plan = drawnPlan();
const certified: Plan = { ...plan, certificates: true };
const hundred = drawnPlan({ count: 100, size: 1 });

describe('planTasks', () => {
  it('numbers shards from 0, and certificates after them', () => {
    expect(planTasks(plan)).toEqual([0, 1, 2]);
    expect(planTasks(certified)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(planTask(certified, 1)).toEqual({ kind: 'shard', shard: 1, first: 4, inputs: 4 });
    expect(planTask(certified, 2)).toEqual({ kind: 'shard', shard: 2, first: 8, inputs: 2 });
    expect(planTask(certified, 4)).toEqual({ kind: 'certificate', concept: 1, name: plan.concepts[1] });
  });

  it.each([3, -1, 0.5, Number.NaN, '1'])('refuses task %s', (task) => {
    expect(() => planTask(plan, task as number)).toThrow(
      'planTask: task must be a whole number from 0 to 2; got',
    );
  });

  it('gives each input to exactly one shard', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 50 }), (count, size) => {
        const of = drawnPlan({ count, size });
        const numbers = planTasks(of).flatMap((task) => {
          const found = planTask(of, task);
          return found.kind === 'shard'
            ? Array.from({ length: found.inputs }, (_, i) => found.first + i)
            : [];
        });
        expect(numbers).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    );
  });
});

describe('parseTasks', () => {
  it.each([
    ['17-32,40', [...Array.from({ length: 16 }, (_, i) => 17 + i), 40]],
    ['0', [0]],
    ['99', [99]],
    ['5,3,4-6,3', [3, 4, 5, 6]],
    [' 1 , 7 - 8 ', [1, 7, 8]],
    ['007-9', [7, 8, 9]],
    ['96-103', [96, 97, 98, 99]],
    ['98-99999999999999999999', [98, 99]],
  ])('reads "%s"', (text, tasks) => {
    expect(parseTasks(text, hundred)).toEqual(tasks);
  });

  it.each([
    '',
    ' ',
    ',',
    '1,',
    '1-',
    '-1',
    '3-2',
    '1-2-3',
    '1.5',
    '1e1',
    '0x1',
    'all',
    '1;2',
    '٣',
    '100',
    '100-103',
    '99999999999999999999',
  ])('refuses "%s"', (text) => {
    expect(() => parseTasks(text, hundred)).toThrow(
      /^parseTasks: expected tasks from 0 to 99, such as [^\n]*; got [^\n]*\.$/,
    );
  });

  it('refuses other values', () => {
    expect(() => parseTasks(17 as unknown as string, hundred)).toThrow('got 17;');
    expect(() => parseTasks(undefined as unknown as string, hundred)).toThrow('got undefined;');
  });

  it('reads any tasks that are written as numbers or ranges', () => {
    const part = fc.tuple(fc.nat(99), fc.nat(99)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const text = parts
          .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
          .join(',');
        const named = Array.from({ length: 100 }, (_, i) => i).filter((i) =>
          parts.some(([first, last]) => first <= i && i <= last),
        );
        expect(parseTasks(text, hundred)).toEqual(named);
      }),
    );
  });

  it('returns tasks of the plan in ascending order for any text, or refuses it', () => {
    const character = fc.constantFrom(...'0123456789-, '.split(''));
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 12 }), (text) => {
        try {
          const tasks = parseTasks(text, hundred);
          expect(tasks.every((task, i) => task >= 0 && task < 100 && (i === 0 || task > tasks[i - 1]!))).toBe(
            true,
          );
          expect(tasks.length).toBeGreaterThan(0);
        } catch (error) {
          expect((error as Error).message).toMatch(/^parseTasks: /);
        }
      }),
    );
  });
});

describe('pendingTasks', () => {
  it('leaves out what is in the store, and reads nothing', async () => {
    const done = [
      'shards/000000.json',
      'shards/000002.json',
      'certificates/000001.json',
      'scores/000001.parquet',
    ];
    const store = memoryStore('memory', new Map(done.map((key) => [key, new Uint8Array()])));
    expect(await pendingTasks(certified, store)).toEqual([1, 3, 5]);
    expect(await pendingTasks(plan, store)).toEqual([1]);
    expect(await pendingTasks(certified, memoryStore())).toEqual(planTasks(certified));
    expect(store.read).toEqual([]);
  });

  it('finds what is pending after any tasks are done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(planTasks(hundred)), async (tasks) => {
        const keys = tasks.map(
          (task) => [`shards/${String(task).padStart(6, '0')}.json`, new Uint8Array()] as const,
        );
        const pending = await pendingTasks(hundred, memoryStore('memory', new Map(keys)));
        expect([...pending, ...tasks].sort((a, b) => a - b)).toEqual(planTasks(hundred));
      }),
    );
  });
});
