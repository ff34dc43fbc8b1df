// Loaded before a program: its clock jumps by up to three days, forwards or backwards, at every call.
import seedrandom from 'seedrandom';

const THREE_DAYS_MS = 3 * 24 * 3600 * 1000;
const random = seedrandom(process.env.CSM_CLOCK_SEED ?? '');
const now = Date.now;
const jumped = () => now() + Math.round((2 * random() - 1) * THREE_DAYS_MS);

Date.now = jumped;
globalThis.Date = new Proxy(Date, {
  construct: (target, args) => Reflect.construct(target, args.length === 0 ? [jumped()] : args),
});
