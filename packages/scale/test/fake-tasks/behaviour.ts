/** What a fake task does, for tests of pools and queues. Without one, it is done at once. */
export type Behaviour =
  /** Blocks the thread, as a computation in WebAssembly does. */
  | { readonly kind: 'block'; readonly ms: number }
  /** Works for a while, and reports its inputs. */
  | { readonly kind: 'work'; readonly ms: number }
  /** Ends its process by SIGKILL, the first times. */
  | { readonly kind: 'kill'; readonly times: number }
  | { readonly kind: 'exit'; readonly code: number }
  /** Fails, the first times. */
  | {
      readonly kind: 'fail';
      readonly times: number;
      readonly reason: string;
      readonly code?: string;
      readonly opening?: boolean;
    };

/** By task. */
export type Behaviours = Readonly<Record<number, Behaviour>>;

/** Files in the folder of a fake plan's data. */
export const BEHAVIOURS = 'behaviours.json';
/** One line per start of a task: the task and the process. */
export const STARTS = 'starts.txt';
