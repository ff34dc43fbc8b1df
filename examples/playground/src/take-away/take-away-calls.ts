/** What the page can ask the worker. */
export const takeAwayCalls = {};
