// libhdf5 and emscripten print errors that are also thrown.
for (const level of ['log', 'warn', 'error'] as const) console[level] = () => {};

export {};
