// Seconds from starting the installed program to its first healthy answer - first start, later starts, with many requests stored - and its memory.
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type Program, startProgram } from '../tests/program.ts';
import { report } from './cluster.ts';

/** Resident memory of the program alone, in MB. */
function memoryOf(program: Program): number {
  const status = readFileSync(`/proc/${program.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function timed(options: Parameters<typeof startProgram>[0]): Promise<{ program: Program; seconds: number }> {
  const began = performance.now();
  const program = await startProgram(options);
  const healthy = await fetch(`${program.origin}/healthz`);
  if (!healthy.ok) throw new Error('the program said it was ready and was not');
  return { program, seconds: (performance.now() - began) / 1000 };
}

const environment = { CAILANZI_CHECK_ANSWERS: '0' };
const first = await timed({ environment });
await first.program.stop({ keep: true });
const later: number[] = [];
let idle = 0;
for (let turn = 0; turn < 3; turn += 1) {
  const { program, seconds } = await timed({ home: first.program.home, environment });
  later.push(seconds);
  await pause(5000);
  idle = memoryOf(program);
  await program.stop({ keep: true });
}
later.sort((a, b) => a - b);
report({ bench: 'start', firstSeconds: first.seconds, laterSeconds: later[1] ?? 0, idleMemoryMb: idle });
await rm(first.program.home, { recursive: true, force: true });
