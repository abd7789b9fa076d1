#!/usr/bin/env node
import { run } from './program.ts';

const { stdin, stdout, stderr } = process;

void run(process.argv.slice(2), { in: stdin, out: stdout, err: stderr }).then((code) => {
  process.exitCode = code;
});
