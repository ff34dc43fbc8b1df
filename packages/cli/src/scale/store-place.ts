import { resolve } from 'node:path';

export const isUrl = (place: string): boolean => /^\w+:\/\//.test(place);

/** Where a store is, for processes in other folders. */
export const placeOf = (place: string): string => (isUrl(place) ? place : resolve(place));
