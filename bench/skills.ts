// The learning loop on a stream of requests whose gold answers play the teacher: how much moves to the device, and how good it is.
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Example } from '../src/learning/example.ts';
import { profileOf } from '../src/learning/gate/agreement.ts';
import type { LoopPolicy } from '../src/learning/loop/policy.ts';
import { answerKey } from '../src/learning/students/answer-key.ts';
import { quickTrainers } from '../src/learning/students/quick-trainers.ts';
import { curveSvg } from './skills/curve-svg.ts';
import { agreementOf, curveOf, lowestWindows, PRICE_USD, round, shareAt, shareOf } from './skills/figures.ts';
import { createPlayer, type Played, type Player } from './skills/play.ts';
import { openStream, type Row, type Stream } from './skills/streams.ts';

/** Of the stream: what a supervised student is asked; it sees the rest. */
const LAST = 0.2;
const SHIFT_AT = 3000;
const SHIFT_AT_QUICK = 2000;
const SHIFT_FOR = 1500;
/** A tagger takes seconds for a thousand examples. */
const TAUGHT_QUICK = 2000;

/** Requests until a change of all answers takes the student out of service. */
async function rollback(
  stream: Stream,
  policy: Partial<LoopPolicy>,
  shiftAt: number,
): Promise<Record<string, unknown>> {
  const skill = stream.rows[0]?.skill;
  const rows = stream.rows.filter((row) => row.skill === skill).slice(0, shiftAt + SHIFT_FOR);
  const at = Math.min(shiftAt, Math.floor(rows.length * 0.7));
  const answers = [...new Map(rows.map(({ output }) => [answerKey(output), output])).values()];
  const number = new Map(answers.map((answer, i) => [answerKey(answer), i]));
  const player = createPlayer(policy);
  try {
    for (const row of rows.slice(0, at)) await player.play(row);
    const loop = skill === undefined ? undefined : player.loops.get(skill);
    if (!loop?.serving)
      return { rollback_after: null, rollback_after_why: `no student served after ${at} requests` };
    for (const [i, row] of rows.slice(at).entries()) {
      const other = answers[((number.get(answerKey(row.output)) ?? 0) + 1) % answers.length] ?? '';
      await player.play({ ...row, output: other });
      if (loop.stage === 'rolled-back') return { rollback_after: i + 1, rollback_played: at };
    }
    return {
      rollback_after: null,
      rollback_after_why: `not rolled back within ${rows.length - at} requests`,
    };
  } finally {
    player.close();
  }
}

/** A student of each skill that learns every answer of the first part: its share of the last part at the floor of 95 %. */
async function supervised(stream: Stream, quick: boolean): Promise<Record<string, unknown>> {
  const from = Math.round(stream.rows.length * (1 - LAST));
  const answers: { confidence: number; right: boolean }[] = [];
  for (const [skill, rows] of Map.groupBy(stream.rows.slice(0, from), (row) => row.skill)) {
    const examples = rows.map(({ input, output }, i): Example => ({
      id: i + 1,
      skill,
      at: i,
      input,
      output,
      label: 'public',
      provenance: 'imported',
      teacher: 'gold',
      requestId: null,
      dropped: null,
    }));
    const profile = profileOf(examples);
    const trainer = quickTrainers()
      .filter(({ kind }) => kind !== 'memo')
      .find((each) => each.unsuited(profile) === undefined);
    const taught = quick && trainer?.kind === 'extract' ? examples.slice(-TAUGHT_QUICK) : examples;
    const student = await trainer?.train(taught, { skill, seed: 1 });
    for (const { input, output } of stream.rows.slice(from).filter((row) => row.skill === skill)) {
      const answer = await student?.answer(input);
      answers.push({
        confidence: answer?.confidence ?? 0,
        right: answer !== undefined && answerKey(answer.text) === answerKey(output),
      });
    }
  }
  const right = answers.filter((answer) => answer.right).length;
  return {
    supervised_share: shareAt(0.95, answers),
    supervised_accuracy: round(right / (answers.length || 1)),
  };
}

/** What the students at the end of the stream do with fresh wording, and with what is none of their business. */
async function test(player: Player, rows: readonly Row[]): Promise<Record<string, unknown>> {
  if (rows.length === 0) {
    const why = 'there is no test file';
    return { test_share: null, test_share_why: why, test_handover_kept: null, test_handover_kept_why: why };
  }
  const ours: Played[] = [];
  const foreign: Played[] = [];
  for (const { skill, input, output, handover } of rows) {
    const found = await player.loops.get(skill)?.consider(input);
    const served = found?.serve !== undefined;
    const right = found?.serve !== undefined && answerKey(found.serve.text) === answerKey(output);
    (handover ? foreign : ours).push({ served, right, asked: !served });
  }
  return {
    test_share: shareOf(ours),
    test_agreement: agreementOf(ours),
    test_handover_kept: shareOf(foreign),
  };
}

function studentsOf({ loops, store }: Player): unknown[] {
  const all = [...loops.keys()].flatMap((skill) => store.students(skill));
  return all
    .filter(({ state }) => state === 'shipped' || state === 'retired')
    .map(({ kind, version, state, trainedOn, bytes, threshold, coverage, agreement }) => ({
      kind,
      version,
      state,
      trained_on: trainedOn,
      bytes,
      threshold: threshold === null ? null : round(threshold),
      coverage: round(coverage),
      agreement: agreement === null ? null : round(agreement.share),
    }));
}

/** Plays CLINC150 (`set` "clinc"), SNIPS ("snips") or the stream in `data`. */
export async function run(options: {
  data?: string;
  set?: string;
  quick: boolean;
  full: boolean;
  write?: boolean;
}): Promise<Record<string, unknown>> {
  const set = options.set ?? 'clinc';
  const shared = process.env['NEARMOST_DATA'] ?? resolve(import.meta.dirname, '../../shared/data');
  const opened = openStream(set, resolve(options.data ?? shared), options.data !== undefined);
  if ('missing' in opened) {
    const keys = ['share_last', 'agreement_last', 'share_all', 'agreement_all', 'window_agreement_min'];
    const more = [
      'supervised_share',
      'test_share',
      'test_handover_kept',
      'rollback_after',
      'students',
      'curve',
    ];
    return Object.fromEntries(
      [...keys, ...more].flatMap((key) => [
        [key, null],
        [`${key}_why`, opened.missing],
      ]),
    );
  }
  const { stream } = opened;
  // Quick: the same stream, students are trained less often.
  const policy: Partial<LoopPolicy> = { floor: stream.floor, ...(options.quick ? { growth: 1.2 } : {}) };
  const player = createPlayer(policy);
  try {
    const played: Played[] = [];
    for (const row of stream.rows) {
      played.push(await player.play(row));
      if (played.length % 1000 === 0)
        process.stderr.write(
          `${played.length} requests, ${shareOf(played.slice(-1000))} of the last 1000 on the device\n`,
        );
    }
    const last = played.slice(-Math.min(3000, Math.round(stream.rows.length / 4)));
    const curve = curveOf(played);
    const figures = {
      set: stream.name,
      source: stream.source,
      floor: stream.floor,
      share_last: shareOf(last),
      agreement_last: agreementOf(last),
      share_all: shareOf(played),
      agreement_all: agreementOf(played),
      ...lowestWindows(played),
      asked_all: round(played.filter(({ asked }) => asked).length / (played.length || 1)),
      first_served_at: played.findIndex(({ served }) => served) + 1,
      ...(await test(player, stream.test)),
      ...(await supervised(stream, options.quick)),
      ...(await rollback(stream, policy, options.quick ? SHIFT_AT_QUICK : SHIFT_AT)),
      price_per_answer_usd: PRICE_USD,
      saved_usd: curve.at(-1)?.saved_usd ?? 0,
      skills: player.loops.size,
      n: stream.rows.length,
      students: studentsOf(player),
      curve,
    };
    if (options.write) {
      const folder = new URL('./results/', import.meta.url);
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        new URL(`skills-${stream.name}.svg`, folder),
        curveSvg(curve, `${stream.name}: ${played.length} requests from a cold start`, stream.floor),
      );
    }
    return figures;
  } finally {
    player.close();
  }
}
