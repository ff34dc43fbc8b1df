import { checkList, invalidArgument, shown } from '@csm/base';

/** @throws unless it is a list of texts. */
export function checkTexts(caller: string, name: string, texts: readonly string[]): void {
  checkList(caller, name, texts);
  for (const [i, text] of texts.entries()) {
    if (typeof text !== 'string') {
      throw invalidArgument(`${caller}: ${name}[${i}] must be a string; got ${shown(text)}.`);
    }
  }
}

/** @throws unless it is a text that is not empty. */
export function checkText(caller: string, name: string, text: string): void {
  if (typeof text === 'string' && text.trim() !== '') return;
  throw invalidArgument(`${caller}: ${name} must be a string that is not empty; got ${shown(text)}.`);
}
