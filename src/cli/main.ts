import module from 'node:module';

// Compiled code is kept between runs (in the temp folder): `nearmost --help` takes half the time.
module.enableCompileCache();
const { runLine } = await import('./run-line.ts');
process.exitCode = await runLine(process.argv.slice(2));
