import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import {
  Comment,
  CommentTag,
  Converter,
  IndexEvent,
  MinimalSourceFile,
  PageEvent,
  ReflectionKind,
} from 'typedoc';
import { root } from '../packages.mjs';
import { publishedPackages } from './entries.mjs';
import { mendPage } from './mend-page.mjs';
import { LIST, readPages } from './pages.mjs';
import { markRepositoryLinks } from './repository-links.mjs';
import { SiteRouter } from './router.mjs';
import { SiteTheme } from './theme.mjs';

/**
 * Makes one site of the repository's Markdown and the API: pages have the title of their first heading and the section of
 * `docs/README.md`, modules have the name that users import and the README of their package, and links to files that are not part of the
 * site lead to the repository.
 */
export function load(app) {
  app.renderer.defineRouter('site', SiteRouter);
  app.renderer.defineTheme('site', SiteTheme);
  // A search finds a name where it is described, not where it is exported again.
  app.renderer.on(IndexEvent.PREPARE_INDEX, (event) => {
    for (let i = event.searchResults.length - 1; i >= 0; i--) {
      if (event.searchResults[i].isReference()) event.removeResult(i);
    }
  });
  app.renderer.on(PageEvent.END, (page) => {
    if (page.url.endsWith('.html')) page.contents = mendPage(page.contents);
  });
  const packages = publishedPackages();
  const entries = packages.flatMap(({ entries }) => entries);
  const modules = new Map();

  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const file = relative(document.project.files.getReflectionPath(document));
    document.name = titleOf(file);
    document.frontmatter.category = readPages().find(({ files }) => files.includes(file))?.title;
  });

  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.Module)) return;
    const source = context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile();
    const entry = entries.find(({ file }) => file === relative(source?.fileName ?? ''));
    if (!entry) return;
    reflection.name = entry.name;
    modules.set(entry.name, reflection);
    tag(reflection, '@category', entry.isMain ? 'Packages' : 'Subpaths');
  });

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const { files } = project;
    for (const { name, folder } of packages) {
      const module = modules.get(name);
      if (!module) continue;
      const readme = `${root}${folder}/README.md`;
      // The page of a module begins with its name.
      const source = new MinimalSourceFile(readFileSync(readme, 'utf8').replace(/^# .*\n/, ''), readme);
      module.readme = app.converter.parseRawComment(source, files).content;
      for (const path of [readme, `${root}${folder}`]) files.registerReflectionPath(path, module);
    }
    for (const path of ['README.md', LIST, 'docs']) files.registerReflectionPath(`${root}${path}`, project);
    for (const reflection of Object.values(project.reflections)) {
      if (reflection.isReference()) copyCategory(reflection);
    }
    // Pages and packages have the order in which they are listed.
    const order = entries.map(({ name }) => name);
    for (const list of [project.children, project.childrenIncludingDocuments]) {
      list?.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    }
    tag(project, '@sortStrategy', 'documents-first');
    markRepositoryLinks(project);
  });
}

/** The path in the repository. */
function relative(path) {
  return posix.relative(root, path);
}

/** The first heading of a page of Markdown, without marks. */
function titleOf(file) {
  const [, title = file] = /^# (.*)$/m.exec(readFileSync(`${root}${file}`, 'utf8')) ?? [];
  return title.replaceAll('`', '');
}

function tag(reflection, name, text) {
  reflection.comment ??= new Comment();
  reflection.comment.blockTags.push(new CommentTag(name, [{ kind: 'text', text }]));
}

/** A name that is exported a second time is in the category of the first. */
function copyCategory(reference) {
  const target = reference.getTargetReflectionDeep();
  const comments = [target.comment, ...(target.signatures ?? []).map(({ comment }) => comment)];
  const category = comments.map((comment) => comment?.getTag('@category')).find((found) => found);
  if (category) tag(reference, '@category', Comment.combineDisplayParts(category.content));
}
