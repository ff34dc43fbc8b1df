import type { Check } from '../check.js';
import { violation } from '../violation.js';

/** The name is used as a label of results and figures. */
export const name: Check = {
  name: 'name',
  async run({ create }) {
    const [first, second] = [create().name, create().name];
    if (typeof first !== 'string' || first.trim() === '') {
      throw violation('name', 'a string that is not empty', JSON.stringify(first));
    }
    const { description = first } = create();
    if (typeof description !== 'string' || description.trim() === '') {
      throw violation('description', 'absent, or a string that is not empty', JSON.stringify(description));
    }
    if (first !== second) {
      throw violation('name', 'the same name for the same options', `"${first}", then "${second}"`);
    }
  },
};
