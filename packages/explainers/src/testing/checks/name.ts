import type { Check } from '../check.js';

/** Results and figures are labelled with the name. */
export const name: Check = {
  name: 'name',
  async run({ create }) {
    const [first, second] = [create().name, create().name];
    if (typeof first !== 'string' || first.trim() === '') {
      throw new Error(`name: expected a string that is not empty; got ${JSON.stringify(first)}.`);
    }
    if (first !== second)
      throw new Error(`name: expected the same for the same options; got "${first}", then "${second}".`);
  },
};
