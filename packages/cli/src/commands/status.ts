import type { Command } from 'commander';
import { addPlanArgument } from '../scale/plan-arguments.js';
import type { StatusCommandOptions } from '../scale/status-command.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText } from '../terminal/values.js';

/** `csm status PLAN`: what of a plan is done. */
export function addStatus(program: Command, run: CommandRun): void {
  const command = program.command('status').description('say which shards of a plan are done');
  addPlanArgument(command, false)
    .option(
      '--queue <url>',
      'also say what a queue of csm enqueue does, and what failed',
      filledText('queue'),
    )
    .option('--json', 'print the status as JSON')
    .action(async (plan: string, options: StatusCommandOptions) => {
      const { printStatus } = await import('../scale/status-command.js');
      await printStatus(plan, options, run);
    });
}
