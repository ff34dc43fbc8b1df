import { checkList, checkNdarray, checkOneOf, invalidArgument, typeName } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { DrawnCertificate } from './drawn-certificate.js';

const VERDICTS = ['believe', 'doubt', 'too few to tell'] as const;

/** @throws unless it is a certificate whose arrays belong together. */
export function checkCertificate(caller: string, certificate: DrawnCertificate): void {
  const { concept, questions, reasons, warnings, verdict, inputs, maps, scores, evidence, measures } =
    certificate ?? {};
  if (typeof concept !== 'string' || !Array.isArray(questions) || typeof measures !== 'object') {
    throw invalidArgument(
      `${caller}: expected a certificate, the result of certify of @csm/evaluate; got ${typeName(certificate)}.`,
    );
  }
  checkOneOf(caller, 'the verdict', verdict, VERDICTS);
  for (const [i, one] of questions.entries())
    checkOneOf(caller, `the verdict of question ${i}`, one.verdict, VERDICTS);
  checkList(caller, 'reasons', reasons);
  checkList(caller, 'warnings', warnings);
  checkNdarray(`${caller}, scores`, scores);
  checkNdarray(`${caller}, inputs`, inputs);
  const shape = inputs.shape.slice(1);
  const matches = (name: string, array: NdArray | undefined) => {
    if (array === undefined) return;
    checkNdarray(`${caller}, ${name}`, array);
    const fits =
      array.shape.length === shape.length + 1 && shape.every((n, axis) => n === array.shape[axis + 1]);
    if (fits && (name !== 'maps' || array.shape[0] === inputs.shape[0])) return;
    throw invalidArgument(
      `${caller}: ${name} must belong to the inputs of shape [${inputs.shape}]; got shape [${array.shape}].`,
    );
  };
  checkNdarray(`${caller}, maps`, maps);
  matches('maps', maps);
  matches('evidence', evidence);
  matches("the decoder's maps", measures.decoder?.maps);
  const significant = measures.regions?.significant;
  if (significant === undefined) return;
  checkNdarray(`${caller}, the significant regions`, significant);
  if (significant.shape.length === shape.length && shape.every((n, axis) => n === significant.shape[axis]))
    return;
  throw invalidArgument(
    `${caller}: the significant regions must have the shape of an input, [${shape}]; got shape [${significant.shape}].`,
  );
}
