import { type Remote, transfer, wrap } from 'comlink';
import type { Plot } from './worker/plot.js';
import type { ScatterWorkerApi } from './worker/scatter-worker.js';

/** A plot in the worker, as the page calls it. */
export type RemotePlot = {
  readonly [Name in keyof Plot]: (
    ...args: Parameters<Plot[Name]>
  ) => Promise<ReturnType<Plot[Name]> | undefined>;
} & { readonly close: () => void };

let worker: Remote<ScatterWorkerApi> | undefined;
let opened = 0;

/** Hands a canvas to the worker that draws. This is possible once per canvas. */
export function openPlot(canvas: HTMLCanvasElement): RemotePlot {
  worker ??= wrap<ScatterWorkerApi>(
    new Worker(new URL('./worker/scatter-worker.ts', import.meta.url), { type: 'module' }),
  );
  const id = ++opened;
  const { open, call, close } = worker;
  const offscreen = canvas.transferControlToOffscreen();
  void open(id, transfer(offscreen, [offscreen]));
  const calling =
    (name: keyof Plot) =>
    (...args: unknown[]) =>
      (call as unknown as (...args: unknown[]) => Promise<never>)(id, name, ...args);
  return {
    show: calling('show'),
    at: calling('at'),
    where: calling('where'),
    towards: calling('towards'),
    inside: calling('inside'),
    zoom: calling('zoom'),
    pan: calling('pan'),
    close: () => void close(id),
  };
}
