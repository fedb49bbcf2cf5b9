import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { randomLlama } from '../../../kit/gguf/testing/random-llama.ts';
import { writeRandomLora } from '../../../kit/gguf/testing/random-lora.ts';
import { importAdapter } from './import-adapter.ts';
import { permuteHeads } from './permute-heads.ts';
import { type Matrix, writeSafetensors } from './testing/write-safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-import-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));
const base = join(folder, 'base.gguf');
writeFileSync(base, randomLlama());
const to = join(folder, 'adapter.gguf');
const from = join(folder, 'out');
const inside = (name: string): string => join(from, name);
beforeEach(() => {
  rmSync(from, { recursive: true, force: true, maxRetries: 8 });
  mkdirSync(from);
  writeFileSync(to, 'the old one');
});

const take = () => importAdapter({ from, to, base, baseSha256: 'ab'.repeat(32) });
const refused = async (code: string, message: RegExp): Promise<void> => {
  await expect(take()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(readFileSync(to, 'utf8')).toBe('the old one');
};

const matrix = (rows: number, columns: number, value = 0.1): Matrix => ({
  shape: [rows, columns],
  data: new Float32Array(rows * columns).fill(value),
});
const Q = 'base_model.model.model.layers.0.self_attn.q_proj.lora_';
const PAIR: [string, Matrix][] = [
  [`${Q}A.weight`, matrix(2, 64)],
  [`${Q}B.weight`, matrix(64, 2)],
];
function peft(config: object = {}, tensors: [string, Matrix][] = PAIR): void {
  writeFileSync(
    inside('adapter_config.json'),
    JSON.stringify({ peft_type: 'LORA', r: 2, lora_alpha: 4, ...config }),
  );
  writeSafetensors(inside('adapter_model.safetensors'), new Map(tensors));
}

test('what PEFT says of scaling becomes alpha', async () => {
  peft();
  expect(await take()).toMatchObject({ rank: 2, alpha: 4, targets: ['blk.0.attn_q.weight'] });
  peft({ use_rslora: true });
  expect((await take()).alpha).toBeCloseTo(4 * Math.sqrt(2), 6);
});

test('factors are stored in half the bytes where that is asked for', async () => {
  peft();
  const whole = await take();
  const half = await importAdapter({ from, to, base, baseSha256: 'ab'.repeat(32), stored: 'F16' });
  expect(half.bytes * 2).toBe(whole.bytes);
  expect(half.parameters).toBe(whole.parameters);
});

test('what a newer version says and does not matter is no obstacle', async () => {
  peft({
    task_type: 'CAUSAL_LM',
    rank_pattern: {},
    modules_to_save: null,
    loftq_config: {},
    use_qalora: false,
    init_lora_weights: 'gaussian',
    qalora_group_size: 16,
  });
  expect(await take()).toMatchObject({ rank: 2 });
});

test.each<[string, object, RegExp]>([
  ['another kind', { peft_type: 'IA3\u001B' }, /kind IA3\?/],
  ['magnitudes', { use_dora: true }, /use_dora/],
  ['biases', { bias: 'all' }, /biases/],
  ['whole modules', { modules_to_save: ['lm_head'] }, /modules_to_save/],
  ['ranks of their own', { rank_pattern: { q_proj: 4 } }, /rank_pattern/],
  ['layers twice', { layer_replication: [[0, 2]] }, /layer_replication/],
  ['a changed base', { init_lora_weights: 'pissa_niter_4' }, /"pissa_niter_4", which may change the base/],
  ['what is not known yet', { use_later: true }, /use_later/],
  ['a configuration not known yet', { kasa_config: { a: 1 } }, /kasa_config/],
  ['no weight at all', { lora_alpha: 0 }, /scaled by 0/],
])('an adapter with %s is refused', async (_, config, message) => {
  peft(config);
  await refused('unsupported', message);
});

test.each<[string, object, RegExp]>([
  ['no rank', { r: 'eight' }, /no configuration of a LoRA.*\n.*r$/s],
  ['a rank without end', { r: 1e9 }, /no configuration/],
  ['another rank than its factors', { r: 3 }, /a factor is 2 x 64, the rank in adapter_config.json is 3/],
])('a configuration with %s is refused', async (_, config, message) => {
  peft(config);
  await refused('invalid_model_file', message);
});

test.each<[string, [string, Matrix][], string, RegExp]>([
  ['a head', [['base_model.model.lm_head.lora_A.weight', matrix(2, 64)]], 'unsupported', /lm_head/],
  [
    'what sees pictures',
    [['base_model.model.vision_tower.layers.0.self_attn.q_proj.lora_A.weight', matrix(2, 64)]],
    'unsupported',
    /vision_tower/,
  ],
  [
    'a module that objects have',
    [[`${Q}A.weight`.replace('q_proj', 'valueOf'), matrix(2, 64)]],
    'unsupported',
    /valueOf/,
  ],
  [
    'a layer too many',
    [[`${Q}A.weight`.replace('.0.', '.7.'), matrix(2, 64)]],
    'unsupported',
    /layer 7, the base has 2/,
  ],
  ['one half of a pair', PAIR.slice(0, 1), 'invalid_model_file', /only one half/],
  [
    'the same factor twice',
    [...PAIR, [`${Q}A.default.weight`, matrix(2, 64)]],
    'invalid_model_file',
    /two factors/,
  ],
  [
    'another width',
    [[`${Q}A.weight`, matrix(2, 32)], PAIR[1]!],
    'invalid_model_file',
    /does not fit the base's 64 x 64/,
  ],
  ['no numbers', [PAIR[0]!, [`${Q}B.weight`, matrix(64, 2, Number.NaN)]], 'invalid_model_file', /no numbers/],
  ['rows that are no heads', [PAIR[0]!, [`${Q}B.weight`, matrix(63, 2)]], 'unsupported', /63 rows/],
  ['nothing in it', [], 'invalid_model_file', /no pair/],
])('factors with %s are refused', async (_, tensors, code, message) => {
  peft({}, tensors);
  await refused(code, message);
});

test('a folder without an adapter, or with half of one, says what is missing', async () => {
  await refused('not_found', /no adapter in/);
  peft();
  rmSync(inside('adapter_model.safetensors'));
  await refused('not_found', /no adapter_model.safetensors/);
  writeFileSync(inside('adapter_config.json'), '{"lora_parameters":{"rank":2,"scale":1}}');
  await refused('not_found', /no adapters.safetensors/);
  writeFileSync(
    inside('adapter_config.json'),
    '{"lora_parameters":{"rank":2,"scale":1},"fine_tune_type":"full"}',
  );
  await refused('unsupported', /kind full/);
});

test('links to elsewhere, pipes and folders are refused unread', async () => {
  const elsewhere = join(folder, 'elsewhere.gguf');
  writeRandomLora(elsewhere);
  symlinkSync(elsewhere, inside('adapter.gguf'));
  await refused('invalid_model_file', /link to somewhere else/);
  rmSync(inside('adapter.gguf'));
  symlinkSync('/dev/zero', inside('adapter.gguf'));
  await refused('invalid_model_file', /link to somewhere else/);
  rmSync(inside('adapter.gguf'));
  mkdirSync(inside('adapter.gguf'));
  await refused('invalid_model_file', /it is no file/);
  rmSync(inside('adapter.gguf'), { recursive: true, maxRetries: 8 });
  peft();
  rmSync(inside('adapter_model.safetensors'));
  // not every system has this program
  if (spawnSync('mkfifo', [inside('adapter_model.safetensors')]).status === 0) {
    await refused('invalid_model_file', /it is no file/);
  }
});

test('what lies where the adapter is written is not written through', async () => {
  const precious = join(folder, 'precious');
  writeFileSync(precious, 'kept');
  symlinkSync(precious, `${to}.part`);
  peft();
  await take();
  expect(readFileSync(precious, 'utf8')).toBe('kept');
});

test('the rows of a head are interleaved, head by head', () => {
  expect([...permuteHeads(Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7), 8, 1, 2)]).toEqual([
    0, 2, 1, 3, 4, 6, 5, 7,
  ]);
});
