/** Passes each warning on once: a method may give the same warning in every batch, and every worker process in every task. */
export function warnOnce(onWarning: (message: string) => void): (message: string) => void {
  const passed = new Set<string>();
  return (message) => {
    if (passed.has(message)) return;
    passed.add(message);
    onWarning(message);
  };
}
