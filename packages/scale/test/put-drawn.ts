import { openStore } from '../src/stores/open-store.js';
import { putOnce } from '../src/stores/put-once.js';
import { drawnPuts } from './drawn-puts.js';

// A process that puts all objects of drawn-puts.ts into the store of its first argument, from the one of its second argument on.
const [place = '', first = '0'] = process.argv.slice(2);
const store = openStore(place);
const puts = drawnPuts();
process.send?.('ready');
let written = 0;
for (const [i] of puts.entries()) {
  const { key, bytes } = puts[(Number(first) + i) % puts.length]!;
  if (await putOnce(store, key, bytes)) written++;
}
process.send?.({ written });
process.disconnect?.();
