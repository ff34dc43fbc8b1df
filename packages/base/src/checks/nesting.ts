/**
 * The nesting depth of arrays and objects in JSON text. JSON.parse reads any depth, but functions that walk through the value
 * overflow the stack at a few thousand levels.
 */
export function nesting(json: string): number {
  let [depth, deepest, isText] = [0, 0, false];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (isText && character === '\\') at++;
    else if (character === '"') isText = !isText;
    else if (isText) continue;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return deepest;
}
