/**
 * Passes on the first of the warnings that differ in numbers alone. In a long run, each batch may give the same warning about another
 * sample, with other figures.
 */
export function warnOncePerKind(onWarning: (message: string) => void): (message: string) => void {
  const passed = new Set<string>();
  return (message) => {
    const kind = message.replace(/\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi, '#');
    if (passed.has(kind)) return;
    passed.add(kind);
    onWarning(message);
  };
}
