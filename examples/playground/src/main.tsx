import { render } from 'preact';
import { App } from './app/app.js';
import './app/app.css';
import { start } from './app/start.js';

render(<App />, document.getElementById('app')!);
void start();
