import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { isRunning } from '../../kit/testing/is-running.ts';
import { createLlamaCpp } from '../llama-cpp.ts';
import { all, loadRandom, randomRecord } from '../testing/random-model.ts';
import { childEnv } from './child-env.ts';
import { startChild } from './child-process.ts';

const endless = { model: 'r', messages: [{ role: 'user' as const, content: 'on and on' }], maxTokens: 450 };

test('kill -9 of the child fails what runs with a retryable error, and a new load serves', async () => {
  const { loaded, record, close } = await loadRandom();
  const engine = createLlamaCpp();
  try {
    let seen = 0;
    const reading = (async () => {
      for await (const part of loaded.chat(endless))
        if (part.type === 'text' && ++seen === 2) process.kill(loaded.pid, 'SIGKILL');
    })();
    await expect(reading).rejects.toMatchObject({ code: 'engine_crashed', retryable: true });
    expect(await loaded.exited).toMatchObject({
      expected: false,
      detail: expect.stringContaining('SIGKILL'),
    });
    await expect(all(loaded.chat(endless))).rejects.toMatchObject({ code: 'engine_crashed' });
    await expect(loaded.countTokens('x')).rejects.toMatchObject({ code: 'engine_crashed' });
    expect(await loaded.memory()).toMatchObject({ method: 'unavailable' });
    const again = await engine.load({ model: record, contextSize: 256, sequences: 1, threads: 1 });
    expect(await again.countTokens('abc')).toBe(3);
    await again.close();
    expect(await again.exited).toMatchObject({ expected: true });
    expect(isRunning(again.pid)).toBe(false);
  } finally {
    await engine.close();
    await close();
  }
});

test('the environment of a child holds no key', async () => {
  const env = {
    ...process.env,
    OPENAI_API_KEY: 'sk-secret',
    NEARMOST_PROVIDERS_X_KEY: 'secret',
    AWS_SECRET_ACCESS_KEY: 'secret',
    NODE_OPTIONS: '--require=/nowhere.js',
  };
  const child = startChild({ env, gpu: false });
  await child.ready;
  try {
    if (process.platform === 'linux') {
      const seen = readFileSync(`/proc/${child.pid}/environ`, 'utf8');
      expect(seen).toContain('PATH=');
      expect(seen).not.toMatch(/secret|NEARMOST|NODE_OPTIONS|API_KEY/);
    }
    expect(Object.keys(childEnv(env)).filter((name) => /KEY|SECRET|TOKEN|NEARMOST|NODE/i.test(name))).toEqual(
      [],
    );
  } finally {
    await child.kill();
  }
});

test('children end when their parent is killed in the middle of an answer', async () => {
  const { record, remove } = await randomRecord();
  const parent = fork(new URL('../testing/parent.ts', import.meta.url), [JSON.stringify(record)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const [{ pids }] = (await once(parent, 'message')) as [{ pids: number[] }];
    expect(pids.map(isRunning)).toEqual([true, true]);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), 60_000);
  } finally {
    parent.kill('SIGKILL');
    remove();
  }
});

test('a broken file is refused before a child sees it; one that only llama.cpp finds broken is refused in words', async () => {
  const { record, remove } = await randomRecord();
  const engine = createLlamaCpp();
  const load = { contextSize: 256, sequences: 1, threads: 1 };
  try {
    const bytes = readFileSync(record.path);
    for (const bad of [
      Buffer.from('no model'),
      bytes.subarray(0, 300),
      bytes.subarray(0, bytes.length - 5000),
    ]) {
      writeFileSync(record.path, bad);
      await expect(engine.load({ ...load, model: record })).rejects.toMatchObject({
        code: 'invalid_model_file',
      });
    }
    // An architecture of the right shape that llama.cpp does not know.
    const odd = Buffer.from(bytes.toString('latin1').replaceAll('llama', 'lxama'), 'latin1');
    writeFileSync(record.path, odd);
    await expect(engine.load({ ...load, model: record })).rejects.toMatchObject({
      code: 'load_failed',
      message: expect.stringContaining('lxama'),
    });
    writeFileSync(record.path, bytes);
    const loaded = await engine.load({ ...load, model: record });
    expect(await loaded.countTokens('ok')).toBe(2);
    await loaded.close();
  } finally {
    await engine.close();
    remove();
  }
});

test('a context larger than the machine is an error in words', async () => {
  const { record, remove } = await randomRecord({
    context: 16_000_000,
    layers: 8,
    width: 256,
    heads: 4,
    kvHeads: 4,
  });
  const engine = createLlamaCpp();
  try {
    await expect(
      engine.load({ model: record, contextSize: 16_000_000, sequences: 64, threads: 1 }),
    ).rejects.toMatchObject({
      code: 'model_too_big',
      message: expect.stringContaining('16000000 tokens'),
    });
  } finally {
    await engine.close();
    remove();
  }
});

test('a template that cannot be read, or never ends, does not hang the load', async () => {
  const engine = createLlamaCpp();
  const load = { contextSize: 256, sequences: 1, threads: 1 };
  const broken = await randomRecord({ chatTemplate: '{% for x in %}' });
  const endless = await randomRecord({
    chatTemplate: '{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}x',
  });
  try {
    await expect(engine.load({ ...load, model: broken.record })).rejects.toMatchObject({
      code: 'invalid_model_file',
    });
    const loaded = await engine.load({ ...load, model: endless.record });
    await expect(
      all(loaded.chat({ model: 'r', messages: [{ role: 'user', content: 'x' }] })),
    ).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await loaded.countTokens('still there')).toBeGreaterThan(5);
    await loaded.close();
  } finally {
    await engine.close();
    broken.remove();
    endless.remove();
  }
});

test('a load can be given up', async () => {
  const { record, remove } = await randomRecord();
  const engine = createLlamaCpp();
  const control = new AbortController();
  try {
    const loading = engine.load({
      model: record,
      contextSize: 256,
      sequences: 1,
      threads: 1,
      signal: control.signal,
    });
    control.abort();
    await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
    await expect(
      createLlamaCpp({ loadTimeoutMs: 1 }).load({
        model: record,
        contextSize: 256,
        sequences: 1,
        threads: 1,
      }),
    ).rejects.toMatchObject({ code: 'load_failed', message: expect.stringContaining('within') });
  } finally {
    await engine.close();
    remove();
  }
});

test('an idle engine does not keep a program from ending', async () => {
  const code = `import { createLlamaCpp } from ${JSON.stringify(new URL('../llama-cpp.ts', import.meta.url).href)}; const e = createLlamaCpp(); e.warm(); await e.available();`;
  const program = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
  const [exit] = (await once(program, 'exit')) as [number];
  expect(exit).toBe(0);
});
