import type { PowerProfile } from './profile.ts';
import type { SystemFiles } from './system-files.ts';

export const NO_POWER: PowerProfile = { source: 'unavailable', batteryPercent: null };

/** Power source of a Linux machine. A desktop that lists no supply at all cannot be told from a blind container. */
export function linuxPower(files: SystemFiles): PowerProfile {
  const folder = 'sys/class/power_supply';
  const supplies = files.list(folder).map((name) => ({
    type: files.text(`${folder}/${name}/type`),
    online: files.text(`${folder}/${name}/online`),
    status: files.text(`${folder}/${name}/status`),
    capacity: files.text(`${folder}/${name}/capacity`),
    // mice and pens report their own cell as a battery of scope "Device"
    scope: files.text(`${folder}/${name}/scope`),
  }));
  const battery = supplies.find(({ type, scope }) => type === 'Battery' && scope !== 'Device');
  const lines = supplies.filter(({ type }) => type === 'Mains' || type === 'USB');
  const batteryPercent = percent(battery?.capacity);
  if (lines.some(({ online }) => online === '1')) return { source: 'mains', batteryPercent };
  if (battery?.status === 'Discharging') return { source: 'battery', batteryPercent };
  if (battery?.status !== undefined && battery.status !== 'Unknown')
    return { source: 'mains', batteryPercent };
  return { source: 'unavailable', batteryPercent };
}

/** Power source of a Mac from the words of `pmset -g batt`. */
export function macPower(words: string): PowerProfile {
  const source = /'(AC|Battery) Power'/.exec(words)?.[1];
  return {
    source: source === undefined ? 'unavailable' : source === 'AC' ? 'mains' : 'battery',
    batteryPercent: percent(/\b(\d{1,3})%/.exec(words)?.[1]),
  };
}

function percent(text: string | undefined): number | null {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return value >= 0 && value <= 100 ? value : null;
}
