/** Blocks that are type-checked but not run, by page and by a part of their text, with the reason. */
export const NOT_RUN: readonly { readonly page: string; readonly block: string; readonly reason: string }[] =
  [
    {
      page: 'packages/scale/README.md',
      block: 'serveTasks(',
      reason: 'a module that runPlan starts in processes of their own',
    },
    {
      page: 'packages/scale/README.md',
      block: 'runPlan(',
      reason: 'needs a bucket and the module of the processes',
    },
  ];
