import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { fileCheckpoint } from '../src/training/checkpoint/file-checkpoint.js';
import { trainVae } from '../src/training/train-vae.js';
import { squareStream } from './squares.js';
import { tinyVae } from './tiny-vae.js';

/** Settings that the killed process and the resuming process have in common. */
export const killedTraining = { epochs: 3, seed: 5, checkpointSeconds: 0 } as const;
export const killedStream = squareStream(60, 4);

// Run as a program with a folder: trains, and prints one line per checkpoint, until it is killed.
const folder = process.argv[2];
if (folder && process.argv[1]?.endsWith('train-until-killed.ts')) {
  await setBackend('cpu');
  const { load, save } = fileCheckpoint(folder);
  const checkpoints = {
    load,
    save: async (checkpoint: Parameters<typeof save>[0]) => {
      await save(checkpoint);
      process.stdout.write(`epoch ${checkpoint.position.epoch} step ${checkpoint.position.step}\n`);
    },
  };
  await trainVae(tinyVae(1), killedStream, { ...killedTraining, checkpoints });
}
