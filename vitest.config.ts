import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.js';

// Runs as many test files at a time as the machine has cores; by default vitest would leave one core idle.
export default defineConfig({ test: { projects, maxWorkers: '100%' } });
