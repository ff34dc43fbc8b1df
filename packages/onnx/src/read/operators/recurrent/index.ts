import type { OperatorReader } from '../../reading.js';
import { recurrentReader } from './recurrent.js';

export const recurrent: Readonly<Record<string, OperatorReader>> = {
  GRU: recurrentReader('gru'),
  LSTM: recurrentReader('lstm'),
  RNN: recurrentReader('rnn'),
};
