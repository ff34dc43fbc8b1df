import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/alive.js';
import { fakePlan } from '../../../test/fake-tasks/fake-plan.js';
import { startProgram } from '../../../test/fake-tasks/start-program.js';

describe('a process that runs a plan', () => {
  it('takes its processes with it when it is killed; the next run does the rest', async () => {
    const work = { kind: 'work', ms: 400 } as const;
    const { plan, done, starts } = fakePlan(
      8,
      Object.fromEntries([...Array(8).keys()].map((i) => [i, work])),
    );
    const program = startProgram(plan);
    while (done().length < 2) await delay(10);
    program.kill('SIGKILL');
    await program.ended;
    await delay(300);
    for (const { pid } of starts()) expect(runs(pid)).toBe(false);
    const doneBefore = done().length;
    expect(doneBefore).toBeLessThan(8);
    const { code, output } = await startProgram(plan).ended;
    expect(code).toBe(0);
    expect(JSON.parse(output.split('\n').at(-2) ?? '')).toMatchObject({
      computed: 8 - doneBefore,
      thereAlready: doneBefore,
    });
    expect(done()).toHaveLength(8);
  });
});
