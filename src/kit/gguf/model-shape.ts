import { checkReal, textOf, whole, wholePerLayer } from './fields.ts';
import { badFile } from './file-cursor.ts';
import type { GgufHeader } from './read.ts';

/** The hyper-parameters that decide sizes. */
export interface ModelShape {
  contextLength: number;
  embeddingLength: number;
  layers: number;
  heads: number;
  kvHeads: number;
  headLength: number;
  /** Experts in each layer, and how many of them work for a token; 0 and 0 without experts. */
  experts: number;
  expertsUsed: number;
}

/** llama.cpp has tables of this size, and ends the process beyond them. */
const [MOST_LAYERS, MOST_EXPERTS] = [512, 512];
const [MOST_CONTEXT, MOST_WIDTH, MOST_HEADS, MOST_HEAD_LENGTH] = [16_777_216, 1_048_576, 4096, 16_384];
const ROPE_SCALING = ['none', 'linear', 'yarn', 'longrope'];

/** Reads and checks them: present, positive, possible, and agreeing with each other. */
export function modelShape(header: GgufHeader, architecture: string): ModelShape {
  const key = (name: string): string => `${architecture}.${name}`;
  const { metadata } = header;
  // models without attention say so by a state size; they may have no heads
  const recurrent = metadata.has(key('ssm.state_size')) || metadata.has(key('wkv.head_size'));
  const contextLength = whole(header, key('context_length'), { most: MOST_CONTEXT });
  const embeddingLength = whole(header, key('embedding_length'), { most: MOST_WIDTH });
  const layers = whole(header, key('block_count'), { most: MOST_LAYERS });
  const headRange = { least: recurrent ? 0 : 1, most: MOST_HEADS };
  const heads = wholePerLayer(header, key('attention.head_count'), layers, {
    ...headRange,
    ...(recurrent ? { otherwise: 0 } : {}),
  });
  const kvHeads = wholePerLayer(header, key('attention.head_count_kv'), layers, {
    ...headRange,
    otherwise: heads,
  });
  // lists by layer give the largest entry, which need not divide
  const same = ['head_count', 'head_count_kv'].every(
    (name) => !Array.isArray(metadata.get(key(`attention.${name}`))?.value),
  );
  if (same && kvHeads > 0 && heads % kvHeads !== 0)
    throw badFile(`${heads} heads cannot share ${kvHeads} key and value heads evenly`);
  const own = metadata.has(key('attention.key_length'));
  if (same && !own && heads > 0 && embeddingLength % heads !== 0)
    throw badFile(`a width of ${embeddingLength} cannot be shared by ${heads} heads evenly`);
  const otherwise = heads === 0 ? 0 : Math.max(1, Math.floor(embeddingLength / heads));
  const keyLength = whole(header, key('attention.key_length'), { most: MOST_HEAD_LENGTH, otherwise });
  const valueLength = whole(header, key('attention.value_length'), { most: MOST_HEAD_LENGTH, otherwise });
  checkOthers(header, key, layers);
  return {
    contextLength,
    embeddingLength,
    layers,
    heads,
    kvHeads,
    headLength: Math.max(keyLength, valueLength),
    ...expertsOf(header, key),
  };
}

function expertsOf(
  header: GgufHeader,
  key: (name: string) => string,
): { experts: number; expertsUsed: number } {
  const most = { least: 0, most: MOST_EXPERTS, otherwise: 0 };
  const experts = whole(header, key('expert_count'), most);
  const expertsUsed = whole(header, key('expert_used_count'), most);
  if (expertsUsed > experts || (experts > 0 && expertsUsed === 0))
    throw badFile(`of ${experts} experts ${expertsUsed} are used for a token`);
  return { experts, expertsUsed };
}

/** Numbers that no size depends on, but that end the process or spoil every answer. */
function checkOthers(header: GgufHeader, key: (name: string) => string, layers: number): void {
  if (header.tensors.some(({ name }) => /^blk\.\d+\.ffn_(?:up|down)\.weight$/.test(name)))
    wholePerLayer(header, key('feed_forward_length'), layers, { most: 16 * MOST_WIDTH });
  whole(header, key('nextn_predict_layers'), { least: 0, most: layers - 1, otherwise: 0 });
  for (const name of ['layer_norm_rms_epsilon', 'layer_norm_epsilon', 'group_norm_epsilon'])
    checkReal(header, key(`attention.${name}`), 0, 1);
  checkReal(header, key('rope.freq_base'), 1e-3, 1e30);
  checkReal(header, key('rope.scaling.factor'), 0, 1e6);
  const scaling = textOf(header, key('rope.scaling.type'), 32);
  if (scaling !== undefined && !ROPE_SCALING.includes(scaling))
    throw badFile(`metadata "${key('rope.scaling.type')}" is none of ${ROPE_SCALING.join(', ')}`);
}
