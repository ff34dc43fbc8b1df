import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Runs all rules of axe-core, best practices included, on a page. */
export async function runAxe(page: Page): Promise<{
  /** Each rule with the element that violates it. */
  readonly violations: readonly string[];
  /** The rules that some element passed. */
  readonly passed: readonly string[];
}> {
  await page.evaluate(axe);
  const found: { violations: AxeResult[]; passes: AxeResult[] } = await page.evaluate('axe.run()');
  return {
    violations: found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
    passed: found.passes.map(({ id }) => id),
  };
}
