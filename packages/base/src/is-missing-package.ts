/** Whether an import failed because the package was not found, not one of its files: then the message has its name alone, not inside a path. */
export function isMissingPackage(error: unknown, packageName: string): boolean {
  const { code, message = '' } = error as { code?: string; message?: string };
  const codes = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_LOAD_URL'];
  const alone = new RegExp(`(?<![\\w/\\\\])${packageName}\\b`);
  return (code === undefined || codes.includes(code)) && alone.test(message);
}
