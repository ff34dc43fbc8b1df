import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const DONE = 'done';
const reportOf = (name: string) => fileURLToPath(new URL(`../out/builds/${name}.txt`, import.meta.url));

/**
 * Starts a build in a global setup and lets it run beside the tests. A setup that waited for its build would delay the first test.
 * @returns the teardown, which waits for the build.
 */
export async function buildBeside(name: string, build: () => Promise<unknown>): Promise<() => Promise<void>> {
  const report = reportOf(name);
  await rm(report, { force: true });
  await mkdir(dirname(report), { recursive: true });
  const ended = build().then(
    () => writeFile(report, DONE),
    (error: unknown) => writeFile(report, `The build of ${name} failed. ${error}`),
  );
  return () => ended;
}

/** Waits in a test until the build is done. @throws if it failed. */
export async function untilBuilt(name: string): Promise<void> {
  for (;;) {
    const report = await readFile(reportOf(name), 'utf8').catch(() => '');
    if (report === DONE) return;
    if (report.length > DONE.length) throw new Error(report);
    await delay(200);
  }
}
