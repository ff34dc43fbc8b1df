import { rowMajor } from '@csm/base';
import type { CertificateFigureOptions } from './certificate-figure-options.js';
import type { DrawnCertificate } from './drawn-certificate.js';

type Kind = NonNullable<CertificateFigureOptions['kind']>;

/** What the mark of regions means, for each kind of input. */
const MARKS: Readonly<Record<Kind, string>> = {
  pictures:
    'Outlined regions matter to the score of the first inputs taken together, at a false discovery rate of 5 %.',
  signals:
    'A black line under the colours marks the samples that matter to the score, at a false discovery rate of 5 %.',
  table: '* The feature matters to the score, at a false discovery rate of 5 %.',
};

/** What the reader of the inputs and maps must know. */
export function legendOf({ evidence, measures }: DrawnCertificate, kind: Kind): string[] {
  const { regions, decoder } = measures;
  const hasMarks = regions !== undefined && rowMajor(regions.significant, Uint8Array).some((one) => one > 0);
  const drawn =
    kind === 'pictures'
      ? 'how much the concept changes the decoded picture, summed over the colours.'
      : 'red where the concept raises a value of the input, blue where it lowers it.';
  return [
    ...(hasMarks ? [MARKS[kind]] : []),
    ...(evidence
      ? [
          'What the encoder reads: how much the score falls when a part of the input is replaced by real content.',
        ]
      : []),
    ...(decoder ? [`What the decoder draws: ${drawn}`] : []),
  ];
}
