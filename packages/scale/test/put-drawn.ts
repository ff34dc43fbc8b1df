import { openStore } from '../src/stores/open-store.js';
import { putOnce } from '../src/stores/put-once.js';
import { drawnPuts } from './drawn-puts.js';

// A process that puts all objects of drawn-puts.ts into the store of its first argument, from the one of its second argument on.
void putAll(process.argv[2] ?? '', Number(process.argv[3]));

async function putAll(place: string, first: number): Promise<void> {
  const store = openStore(place);
  const puts = drawnPuts();
  process.send?.('ready');
  let written = 0;
  for (const [i] of puts.entries()) {
    const { key, bytes } = puts[(first + i) % puts.length]!;
    if (await putOnce(store, key, bytes)) written++;
  }
  process.send?.({ written });
  process.disconnect?.();
}
