import type { Command } from 'commander';
import { count } from '../methods/method-options.js';
import { addPlanArgument } from '../scale/plan-arguments.js';
import type { WorkerCommandOptions } from '../scale/worker-command.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText } from '../terminal/values.js';

/** `csm worker PLAN`: some tasks of a plan, or those of a queue. */
export function addWorker(program: Command, run: CommandRun): void {
  const command = program
    .command('worker')
    .description(
      'compute tasks of a plan in this process, or those that a queue gives; what is done is skipped',
    );
  addPlanArgument(command, true)
    .option('--tasks <numbers>', 'the tasks, such as 17-32 or 3,5,9', filledText('tasks'))
    .option(
      '--queue <url>',
      'take tasks from a queue of csm enqueue, such as redis://host:6379',
      filledText('queue'),
    )
    .option('--processes <n>', 'with --queue: processes that compute (default: 1)', count('--processes'))
    .option(
      '--until-empty',
      'with --queue: end once the queue holds no tasks of the plan (default: wait for more)',
    )
    .option('--json', 'print the numbers of tasks as JSON')
    .action(async (plan: string, options: WorkerCommandOptions) => {
      const { runWorker } = await import('../scale/worker-command.js');
      await runWorker(plan, options, run);
    });
}
