import { expose } from 'comlink';
import { type Plot, plotOn } from './plot.js';

// Drawing and picking run here and not in the worker that computes, which may be busy, nor on the page, which would freeze.
const plots = new Map<number, Plot>();

const api = {
  open: (id: number, canvas: OffscreenCanvas): void => void plots.set(id, plotOn(canvas)),
  close: (id: number): void => void plots.delete(id),
  call<Name extends keyof Plot>(
    id: number,
    name: Name,
    ...args: Parameters<Plot[Name]>
  ): ReturnType<Plot[Name]> {
    const run = plots.get(id)?.[name] as ((...args: unknown[]) => ReturnType<Plot[Name]>) | undefined;
    return run?.(...args) as ReturnType<Plot[Name]>; // undefined after it was closed
  },
};
export type ScatterWorkerApi = typeof api;

expose(api);
