import type { Answer, Request } from './messages.js';

const element = <E extends Element>(selector: string) => document.querySelector(selector) as E;
const form = element<HTMLFormElement>('form');
const progress = element<HTMLProgressElement>('progress');
const output = element<HTMLOutputElement>('output');
const canvas = element<HTMLCanvasElement>('canvas');

// All computation runs in a worker, so the page stays responsive.
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const files = (name: string) => new FormData(form).getAll(name) as File[];
  const [model] = files('model');
  if (!model) return;
  output.value = 'Reading the model and the pictures …';
  progress.removeAttribute('value');
  const request: Request = { model, pictures: { with: files('with'), without: files('without') } };
  worker.postMessage(request);
});

worker.addEventListener('message', ({ data: answer }: MessageEvent<Answer>) => {
  if (answer.kind === 'progress') {
    progress.max = answer.total;
    progress.value = answer.done;
    return;
  }
  if (answer.kind === 'error') {
    progress.value = 0;
    output.value = answer.message;
    return;
  }
  output.value = `Score of the first picture: ${answer.score.toFixed(2)}`;
  canvas.width = answer.picture.width;
  canvas.height = answer.picture.height;
  canvas.getContext('2d')?.putImageData(answer.picture, 0, 0);
});
