import fc from 'fast-check';
import seedrandom from 'seedrandom';

// What tests draw at random comes from one seed: properties, and the weights of models that were given none. A red test is
// then due to a change and not to luck. `npm run test:properties` looks further, with seeds that nobody has tried.
const seed = Number(process.env.TEST_SEED ?? 1);
fc.configureGlobal({ seed });
seedrandom(String(seed), { global: true });
