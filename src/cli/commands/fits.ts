import type { LayerChoice } from '../../device/gpu-layers.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import { defineCommand } from '../command.ts';
import type { Cli } from '../context.ts';
import type { Examined } from '../../owner/catalog/judge.ts';
import { bytes } from '../format.ts';
import { wholeNumber } from '../options.ts';

/** How many layers would go to the graphics processor; null: there is none whose memory is known. */
async function gpuShare(
  machine: DeviceProfile,
  { sizes, info }: Examined,
  load: { contextSize: number; sequences: number },
): Promise<(LayerChoice & { variant: string }) | null> {
  const [{ probeAccelerators }, { engineVariants }, { gpuLayers }] = await Promise.all([
    import('../../device/probe-accelerators.ts'),
    import('../../device/engine-variants.ts'),
    import('../../device/gpu-layers.ts'),
  ]);
  const { best } = engineVariants(machine, await probeAccelerators());
  if (!best || best.memoryBytes === null || !sizes || !info) return null;
  return { variant: best.id, ...gpuLayers(sizes, info.layers, load, best.memoryBytes) };
}

async function answer(cli: Cli, name: string, wish: { context?: number; parallel?: number }): Promise<void> {
  const [{ homeOf }, { settingsOf }, { modelsOf }, { createEgress }, { probeDevice }, { measureBandwidth }] =
    await Promise.all([
      import('../home-of.ts'),
      import('../settings-of.ts'),
      import('../../store/models-of.ts'),
      import('../../privacy/egress.ts'),
      import('../../device/probe.ts'),
      import('../../device/bandwidth.ts'),
    ]);
  const [{ examine }, judge, { fits }, { sizeContext }, { budgetBytes }, { defaultThreads }, view] =
    await Promise.all([
      import('../../owner/catalog/examine.ts'),
      import('../../owner/catalog/judge.ts'),
      import('../../device/fits.ts'),
      import('../../memory/size-context.ts'),
      import('../../memory/budget.ts'),
      import('../../memory/thread-budget.ts'),
      import('../views/fits.ts'),
    ]);
  const home = homeOf(cli);
  const settings = await settingsOf(cli, home);
  const { local, memory, router } = settings;
  const probed = await probeDevice(home.dir);
  const threads = local.threads || defaultThreads(probed.cores);
  const device = { ...probed, bandwidth: await measureBandwidth({ threads }) };
  const budget = budgetBytes(memory.budget, device.memory.totalBytes);
  const door = createEgress({ offline: () => router.offline, onCrossing: () => undefined });
  try {
    const models = await modelsOf(home);
    const { simd } = device;
    const { egress } = door;
    const { env, signal } = cli;
    const found = await examine(name, { models, simd, settings, egress, env, signal, memoryBytes: budget });
    const { info, record, repository } = found;
    const asked = {
      contextSize: wish.context ?? local.contextSize,
      sequences: wish.parallel ?? local.parallel,
    };
    const load = info === undefined ? asked : sizeContext(info, asked, budget);
    const fit = fits({ ...found, ...load }, device);
    const variants = repository ? judge.judgeVariants(found, repository.files, load, device) : [];
    const take = repository && judge.bestVariant(repository.repo, variants);
    const { contextSize, sequences } = load;
    const smaller = fit.fits ? undefined : judge.fittingContext(found, load, fit.freeBytes);
    const gpu = await gpuShare(probed, found, load);
    const [{ measuredBytes }, { withLedger }] = await Promise.all([
      import('../../owner/memory/measured-bytes.ts'),
      import('../with-ledger.ts'),
    ]);
    const [measured = null] = record
      ? await withLedger(cli, (_, database) => measuredBytes(database, [{ record, contextSize, sequences }]))
      : [];
    cli.result({
      model: found.name,
      place: found.place,
      quantisation: info?.quantisation ?? null,
      contextSize,
      sequences,
      fit,
      measuredBytes: measured,
      fittingContext: smaller ?? null,
      gpu,
      variants,
      take: take?.name ?? null,
      note: found.note ?? null,
    });
    cli.say(`${cli.paint.bold(found.name)} ${fit.words}`);
    cli.say(
      view.renderFit(
        fit,
        { contextSize, sequences, measuredBytes: measured, gpu: gpu?.words ?? null },
        cli.paint,
        cli.columns,
      ),
    );
    if (found.note !== undefined)
      cli.note(
        cli.paint.yellow(`Only its size is known, so this is a guess on the safe side: ${found.note}`),
      );
    if (smaller !== undefined)
      cli.say(`It fits with a context of ${smaller} tokens: nearmost fits ${name} --context ${smaller}`);
    if (variants.length > 1) cli.say(`\n${view.renderVariants(variants, take, cli.paint, cli.columns)}`);
    if (repository && take)
      cli.say(`Take ${take.name} (${bytes(take.bytes)}): nearmost pull ${repository.repo}:${take.name}`);
  } finally {
    await door.close();
  }
}

/** Tells before a download whether a model fits this machine, and how fast it may speak. */
export const command = defineCommand({
  summary: 'tell before a download whether a model fits, and how fast it may speak',
  group: 'Models',
  rank: 15,
  args: [
    [
      '<model>',
      'a model here, a file, a name of the list, owner/repo, owner/repo:Q4_K_M or an https address',
    ],
  ],
  options: [
    {
      flags: '--context <tokens>',
      words: 'tokens of context for each sequence',
      parse: wholeNumber(64, 16_777_216),
    },
    { flags: '--parallel <count>', words: 'sequences side by side', parse: wholeNumber(1, 64) },
  ],
  examples: [
    ['fits qwen3.5-2b', 'reads the header alone: some megabytes'],
    ['fits unsloth/Qwen3.5-2B-GGUF', 'every variant, and the one to take'],
    ['fits ./model.gguf --context 32768', 'a file, with a longer context'],
  ],
  async run(cli, { args: [name = ''], options }) {
    const [context, parallel] = [options['context'], options['parallel']] as (number | undefined)[];
    await answer(cli, name, {
      ...(context === undefined ? {} : { context }),
      ...(parallel === undefined ? {} : { parallel }),
    });
  },
});
