import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LIST, readPages } from '../scripts/docs-site/pages.mjs';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));

describe('docs/README.md', () => {
  // The site of the documentation has the pages of this list, in its order.
  it('lists every page of docs, once', () => {
    const found = readdirSync(docs, { recursive: true, encoding: 'utf8' })
      .map((file) => `docs/${file.replaceAll('\\', '/')}`)
      .filter((file) => file.endsWith('.md') && !file.startsWith('docs/api/') && file !== LIST);
    const listed = readPages().flatMap(({ files }) => files);
    expect(listed.filter((file) => file.startsWith('docs/')).sort()).toEqual(found.sort());
  });
});
