import { NearmostError } from '../contract/index.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/**
 * Bytes of the setting `memory.budget`: `6GB`, `800 MiB`, `6000000000`, or a share of the device such as `60%`. Never more
 * than the device has.
 * @throws NearmostError `config_invalid`
 */
export function budgetBytes(text: string, deviceBytes: number): number {
  const [, number = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*(%|[kmg]?i?b|)\s*$/i.exec(text) ?? [];
  const factor = unit === '%' ? deviceBytes / 100 : UNITS[unit.toLowerCase()];
  const bytes = Math.floor(Number(number) * (factor ?? 0));
  if (bytes < 1)
    throw new NearmostError(
      'config_invalid',
      `memory.budget must be bytes or a share of this device, not ${JSON.stringify(text)}.`,
      { hint: 'Such as: nearmost config set memory.budget 60%   (or 6GB)', param: 'memory.budget' },
    );
  return Math.min(bytes, deviceBytes);
}
