import type { Browser, Page } from 'playwright-core';

/** A task of the page's thread. */
export interface PageTask {
  /** Milliseconds that it took, waiting for a processor included. */
  readonly wall: number;
  /** Milliseconds that the thread computed, which do not depend on what else the machine does. */
  readonly processor: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Runs `work`, and returns the tasks of the threads of pages (not of workers) meanwhile, the longest first. */
export async function pageTasks(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<PageTask[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', '__metadata'] });
  await work();
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const pages = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ tid }) => tid),
  );
  return traceEvents
    .filter(({ name, tid, dur }) => name === 'RunTask' && dur !== undefined && pages.has(tid))
    .map(({ dur = 0, tdur = 0 }) => ({ wall: dur / 1000, processor: tdur / 1000 }))
    .sort((a, b) => b.processor - a.processor);
}
