import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.js';

// As many test files at a time as the machine has cores; vitest alone would leave one core idle.
export default defineConfig({ test: { projects, maxWorkers: '100%' } });
