import { untilBuilt } from '../background-build.js';
import { PLACE } from './built-site.js';

await untilBuilt('site');

/** The folder of the site that the tests read. */
export const SITE = PLACE;
