import type { Command } from 'commander';
import type { EnqueueCommandOptions } from '../scale/enqueue-command.js';
import { addPlanArgument } from '../scale/plan-arguments.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText } from '../terminal/values.js';

/** `csm enqueue PLAN --queue URL`: the tasks of a plan into a queue. */
export function addEnqueue(program: Command, run: CommandRun): void {
  const command = program
    .command('enqueue')
    .description('put the tasks of a plan that are not done into a queue of Redis, for csm worker --queue');
  addPlanArgument(command, false)
    .requiredOption('--queue <url>', 'the queue, such as redis://host:6379', filledText('queue'))
    .option('--tasks <numbers>', 'only these tasks, such as 17-32 or 3,5,9', filledText('tasks'))
    .option('--json', 'print the numbers of tasks as JSON')
    .action(async (plan: string, options: EnqueueCommandOptions) => {
      const { enqueueTasks } = await import('../scale/enqueue-command.js');
      await enqueueTasks(plan, options, run);
    });
}
