#!/usr/bin/env node
import { csm } from './index.js';

process.exitCode = await csm(process.argv.slice(2));
