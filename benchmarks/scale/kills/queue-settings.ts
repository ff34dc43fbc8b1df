/** A task of a queue worker that was killed is given to another after this time: short, so that the tests do not take hours. */
export const LOCK_MS = 1000;
