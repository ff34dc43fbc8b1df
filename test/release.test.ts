import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { publicPackages } from '../scripts/packages.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const text = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const packages = publicPackages();

describe('what a release needs', () => {
  it('all packages have one version, and changesets keeps it so', () => {
    expect(new Set(packages.map(({ manifest }) => manifest.version)).size).toBe(1);
    expect(JSON.parse(text('.changeset/config.json')).fixed).toEqual([packages.map(({ name }) => name)]);
  });

  it('CITATION.cff has the fields that Citation File Format 1.2.0 requires, and the paper', () => {
    const citation = parse(text('CITATION.cff'));
    expect(citation).toMatchObject({ 'cff-version': '1.2.0', type: 'software', license: 'MIT' });
    for (const field of ['message', 'title']) expect(citation[field]).toEqual(expect.any(String));
    for (const { authors, title } of [citation, citation['preferred-citation']]) {
      expect(title).toEqual(expect.any(String));
      expect(authors.length).toBeGreaterThan(0);
      for (const author of authors) expect(author.name ?? author['family-names']).toEqual(expect.any(String));
    }
    expect(citation.version).toBe(packages[0]?.manifest.version);
    expect(citation['preferred-citation'].identifiers[0].value).toBe('arXiv:1910.13140');
  });

  it.each(['wrong-map', 'model-rejected', 'slow', 'docs'])(
    'the issue form %s has fields with labels',
    (form) => {
      const { name, description, body } = parse(text(`.github/ISSUE_TEMPLATE/${form}.yml`));
      expect([name, description]).toEqual([expect.any(String), expect.any(String)]);
      const fields = body.filter(({ type }: { type: string }) => type !== 'markdown');
      expect(fields.length).toBeGreaterThan(0);
      for (const { id, attributes } of fields)
        expect([id, attributes.label]).toEqual([expect.any(String), expect.any(String)]);
    },
  );

  it('the workflows run what a clone runs, and publish with provenance', () => {
    const steps = (path: string, job: string): string[] =>
      parse(text(path)).jobs[job].steps.flatMap(({ run }: { run?: string }) => run ?? []);
    expect(steps('.github/workflows/ci.yml', 'test')).toContain('.ci/run');
    expect(parse(text('.github/workflows/release.yml')).jobs.publish.permissions['id-token']).toBe('write');
    expect(steps('.github/workflows/release.yml', 'publish').join('\n')).toMatch(
      /npm test[\s\S]*release:dry -- --strict[\s\S]*npm publish --provenance/,
    );
  });
});
