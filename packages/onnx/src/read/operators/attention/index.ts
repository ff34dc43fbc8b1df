import type { OperatorReader } from '../../reading.js';
import { attention as attentionReader, multiHeadAttention } from './attention.js';
import { rotaryEmbedding } from './rotary-embedding.js';

export const attention: Readonly<Record<string, OperatorReader>> = {
  Attention: attentionReader,
  RotaryEmbedding: rotaryEmbedding,
};

/** Of the domain `com.microsoft`. */
export const microsoftAttention: Readonly<Record<string, OperatorReader>> = {
  MultiHeadAttention: multiHeadAttention,
};
