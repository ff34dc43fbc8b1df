/** Where warnings go when nobody listens: never nowhere. */
export const warnOnConsole = (message: string): void => console.warn(message);
