import { enableCompileCache } from 'node:module';

// Before anything else is loaded: it halves the start of a short command.
enableCompileCache();
const { runProgram } = await import('./cli/program.ts');

process.exitCode = await runProgram(process.argv.slice(2), process);
