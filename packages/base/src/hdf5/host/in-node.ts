/** Whether this is Node, also with the window of a test environment. */
export const inNode = (): boolean => globalThis.process?.versions?.node !== undefined;
