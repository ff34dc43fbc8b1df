import { invalidArgument, typeName } from '@csm/base';
import type { Certificate } from './certificate.js';

/**
 * A certificate as JSON: verdict, reasons, questions and all measurements, indented. Inputs, maps and latents are left out, because they
 * are large; `writeNpy` of `@csm/core/node` saves them. Numbers that are not finite are null.
 * @throws if the value is not a certificate.
 * @category Verdicts
 */
export function certificateToJson(certificate: Certificate): string {
  if (!Array.isArray((certificate as Partial<Certificate> | null)?.questions)) {
    throw invalidArgument(
      `certificateToJson: expected the certificate that certify returns; got ${typeName(certificate)}.`,
    );
  }
  const { inputs, maps, evidence, measures, scores, ...rest } = certificate;
  const { stability, regions, decoder, ...others } = measures;
  const plain = {
    ...rest,
    shape: maps.shape,
    scores: scores.data,
    measures: {
      ...others,
      ...(stability && {
        stability: { cosines: stability.cosines, mean: stability.mean, expected: stability.expected },
      }),
      ...(regions && { regions: { ...regions, map: undefined, significant: undefined } }),
      ...(decoder && { decoder: { ...decoder, maps: undefined } }),
    },
  };
  return `${JSON.stringify(plain, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value), 2)}\n`;
}
