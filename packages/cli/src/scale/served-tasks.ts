/** The options that say what the processes of a run execute. From the sources, Node reads TypeScript through tsx. */
export function servedTasks(): { readonly module: URL; readonly execArgv?: readonly string[] } {
  if (!import.meta.url.endsWith('.ts')) return { module: new URL('./serve-tasks.js', import.meta.url) };
  return {
    module: new URL('./serve-tasks.ts', import.meta.url),
    execArgv: ['--import', import.meta.resolve('tsx')],
  };
}
