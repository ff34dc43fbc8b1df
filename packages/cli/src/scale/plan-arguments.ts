import type { Command } from 'commander';
import { filledText } from '../terminal/values.js';

/** Adds the argument and the options of every command that takes a plan. @param needsData whether it reads the data. */
export function addPlanArgument(command: Command, needsData: boolean): Command {
  const withStore = command
    .argument('<plan>', 'plan.json of csm plan, or the store with it: a path or s3://bucket/prefix')
    .option(
      '--store <place>',
      'the store, if it is elsewhere now (default: where the plan is)',
      filledText('store'),
    );
  if (!needsData) return withStore;
  return withStore.option(
    '--data <path>',
    'the data, if they are elsewhere now (default: as in csm plan)',
    filledText('data'),
  );
}
