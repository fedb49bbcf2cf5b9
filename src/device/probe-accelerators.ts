import { execFile } from 'node:child_process';
import { type Accelerators, NVIDIA_SMI, readAccelerators } from './accelerators.ts';
import { systemFiles } from './system-files.ts';

/** Looks for accelerators on this machine; asks `nvidia-smi` where there is one. Never throws. */
export async function probeAccelerators(): Promise<Accelerators> {
  const said = await new Promise<string>((done) => {
    execFile('nvidia-smi', [...NVIDIA_SMI], { timeout: 5000 }, (error, words) => done(error ? '' : words));
  });
  return readAccelerators(process.platform, systemFiles(), said);
}
