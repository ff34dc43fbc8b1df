/** Pictures are decoded with one thread, as in a worker: there is one process per core. */
export async function oneThread(): Promise<void> {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(1);
}
