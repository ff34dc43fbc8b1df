import { OptionDefaults } from 'typedoc';
import { CATEGORIES } from './scripts/docs-site/categories.mjs';
import { publishedPackages } from './scripts/docs-site/entries.mjs';
import { readMarkdown } from './scripts/docs-site/markdown.mjs';
import { readPages } from './scripts/docs-site/pages.mjs';

/** @type {import('typedoc').TypeDocOptions} */
export default {
  name: 'Concept Saliency Maps',
  // One conversion of all sources: a name that several packages export has one page, and nothing needs to be built before.
  entryPointStrategy: 'resolve',
  // The first module with a name has its page: packages that only re-export come last.
  entryPoints: publishedPackages()
    .sort((a, b) => a.reexports - b.reexports)
    .flatMap(({ entries }) => entries.map(({ file }) => file)),
  tsconfig: 'scripts/docs-site/tsconfig.json',
  // `npm run typecheck` reports type errors.
  skipErrorChecking: true,
  plugin: ['./scripts/docs-site/plugin.mjs'],
  router: 'site',
  theme: 'site',
  projectDocuments: readPages().flatMap(({ files }) => files),
  readme: 'README.md',
  out: 'docs/api',
  disableSources: true,
  treatWarningsAsErrors: true,
  validation: { invalidLink: true, notExported: false },

  // What one wants to do comes first, with types last.
  categorizeByGroup: false,
  defaultCategory: 'Types',
  categoryOrder: [...readPages().map(({ title }) => title), ...CATEGORIES, '*', 'Types'],
  sort: ['kind', 'alphabetical'],
  kindSortOrder: ['Function', 'Variable', 'Class', 'Interface', 'TypeAlias'],
  sortEntryPoints: false,

  markdownItLoader: readMarkdown,
  headings: { readme: false, document: false },
  navigation: { includeCategories: true, includeGroups: false, includeFolders: false },
  searchInComments: true,
  searchInDocuments: true,
  includeHierarchySummary: false,
  highlightLanguages: [
    'typescript',
    'javascript',
    'json',
    'bash',
    'python',
    'csv',
    'html',
    'css',
    'console',
    'yaml',
  ],
  useFirstParagraphOfCommentAsSummary: true,
  hideGenerator: true,
  customCss: 'scripts/docs-site/site.css',
  customJs: 'scripts/docs-site/site.js',
  notRenderedTags: [...OptionDefaults.notRenderedTags, '@sortStrategy'],
  lightHighlightTheme: 'github-light-high-contrast',
  darkHighlightTheme: 'github-dark-high-contrast',
};
