import { checkList, checkRequiredOptions, invalidArgument, typeName } from '@csm/base';
import { checkBlocks } from './check-blocks.js';
import { checkText } from './check-text.js';
import type { Report, ReportSection } from './report.js';

/** Headings end at level 6, and the sections of a page begin with level 2. */
const DEEPEST = 5;

/** @throws unless the report is well-formed. */
export function checkReport(caller: string, report: Report): void {
  checkRequiredOptions(caller, report, { title: true, lead: true, sections: true, settings: true });
  checkText(caller, 'title', report.title);
  checkText(caller, 'lead', report.lead);
  const { settings } = report;
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw invalidArgument(`${caller}: settings must be an object; got ${typeName(settings)}.`);
  }
  checkSections(caller, 'sections', report.sections, 1);
}

function checkSections(
  caller: string,
  where: string,
  sections: readonly ReportSection[],
  depth: number,
): void {
  checkList(caller, where, sections);
  if (depth > DEEPEST && sections.length > 0) {
    throw invalidArgument(`${caller}: sections can be nested to a depth of ${DEEPEST}; ${where} is deeper.`);
  }
  for (const [i, section] of sections.entries()) {
    const at = `${where}[${i}]`;
    checkRequiredOptions(`${caller}: ${at}`, section, { heading: true, blocks: true, sections: true });
    checkText(caller, `${at}.heading`, section.heading);
    checkBlocks(caller, `${at}.blocks`, section.blocks);
    if (section.sections !== undefined) checkSections(caller, `${at}.sections`, section.sections, depth + 1);
  }
}
