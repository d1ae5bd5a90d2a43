// The planner's two commands as somebody at a shell meets them: a plan and its judgement, or the field that is wrong and exit code 2.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { trickyProblem } from '../bench/dispatch-problems.ts';

const folder = mkdtempSync(join(tmpdir(), 'cailanzi-plan-'));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function run(command: 'plan' | 'plan-check', ...files: string[]): { code: number | null; out: string; said: string } {
  const script = join(import.meta.dirname, '..', 'scripts', `${command}.ts`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...files], { encoding: 'utf8' });
  return { code: status, out: stdout, said: stderr };
}

const problem = { ...trickyProblem(12), timeLimitMs: 60_000 };
const [request] = problem.requests;
assert.ok(request);

describe('npm run plan', () => {
  const file = write('problem.json', problem);
  const first = run('plan', file);
  const plan = JSON.parse(first.out);

  it('writes a plan that npm run plan:check finds good, with a sentence for every stop', () => {
    assert.deepEqual([first.code, first.said, plan.cut], [0, '', false]);
    const judged = run('plan-check', file, write('plan.json', plan));
    assert.equal(judged.code, 0, judged.out);
    assert.match(judged.out, /^good: /);
    const stops = plan.rounds.flatMap((round: { stops: { reason: string }[] }) => round.stops);
    assert.ok(stops.length > 0 && stops.every((stop: { reason: string }) => stop.reason.endsWith('。')));
  });

  it('writes the same plan for the same file, but for the milliseconds', () => {
    const withoutTime = (text: string) => text.replace(/"planMs": [0-9.]+/, '');
    assert.equal(withoutTime(run('plan', file).out), withoutTime(first.out));
  });

  it('refuses a file with the field that is wrong, exit code 2, and not half a plan', () => {
    const cases: [unknown, string][] = [
      [{ ...problem, requests: [{ ...request, kg: 'heavy' }] }, 'requests[0].kg: must be a number'],
      [
        { ...problem, requests: [{ ...request, serviceSeconds: 1e15 }] },
        'requests[0].serviceSeconds: must be 1000000000000 or less',
      ],
      ['{"gate": ', 'problem: is not JSON'],
    ];
    for (const [n, [content, said]] of cases.entries()) {
      const refused = run('plan', write(`bad-${n}.json`, content));
      assert.deepEqual([refused.code, refused.out], [2, '']);
      assert.ok(refused.said.includes(said), refused.said);
    }
    assert.equal(run('plan', join(folder, 'nowhere.json')).code, 2);
  });

  it('is judged with exit code 1 and the broken rule when somebody changes the plan by hand, 2 when it is none', () => {
    const [round, ...others] = plan.rounds;
    const hurried = { ...plan, rounds: [{ ...round, endAt: round.startAt }, ...others] };
    const judged = run('plan-check', file, write('hurried.json', hurried));
    assert.equal(judged.code, 1);
    assert.match(judged.out, /^end: rounds\[0\]|^frozen: /m);
    const none = run('plan-check', file, write('none.json', { rounds: 7 }));
    assert.equal(none.code, 2);
    assert.ok(none.said.includes('totals'), none.said);
  });
});
