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
  // Without `resultTypes`, axe also describes every element that passes, which takes most of the time on a large page.
  const found: { violations: AxeResult[]; passed: string[] } = await page.evaluate(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations, passes }) => ({ violations, passed: passes.map(({ id }) => id) }))`,
  );
  return {
    violations: found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
    passed: found.passed,
  };
}
