import type { Command } from 'commander';
import { count } from '../methods/method-options.js';
import { addPlanArgument } from '../scale/plan-arguments.js';
import type { RunCommandOptions } from '../scale/run-plan-command.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText } from '../terminal/values.js';

/** `csm run PLAN`: a plan on this machine. */
export function addRun(program: Command, run: CommandRun): void {
  const command = program
    .command('run')
    .description('compute a plan on this machine, with one process per core; a stopped run continues');
  addPlanArgument(command, true)
    .option('--processes <n>', 'processes (default: one per available core)', count('--processes'))
    .option('--tasks <numbers>', 'only these tasks, such as 17-32 or 3,5,9', filledText('tasks'))
    .option('--json', 'print the numbers of tasks as JSON')
    .action(async (plan: string, options: RunCommandOptions) => {
      const { runOnMachine } = await import('../scale/run-plan-command.js');
      await runOnMachine(plan, options, run);
    });
}
