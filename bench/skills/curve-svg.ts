import type { CurvePoint } from './figures.ts';

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 48;
const RIGHT = 16;
const TOP = 34;
const BOTTOM = 40;

interface Line {
  readonly colour: string;
  readonly name: string;
  readonly value: (point: CurvePoint) => number | null;
}

const LINES: readonly Line[] = [
  { colour: '#0b7285', name: 'answered on the device', value: ({ share }) => share },
  { colour: '#e8590c', name: 'agreement with the teacher', value: ({ agreement }) => agreement },
  { colour: '#868e96', name: 'asked of the teacher, checks too', value: ({ asked }) => asked },
];

/** The learning curve as a picture: shares by requests, with the floor. */
export function curveSvg(curve: readonly CurvePoint[], title: string, floor: number): string {
  const last = curve.at(-1)?.requests ?? 1;
  const x = (requests: number): string => (LEFT + ((WIDTH - LEFT - RIGHT) * requests) / last).toFixed(1);
  const y = (share: number): string => (TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)).toFixed(1);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<path d="M${LEFT} ${y(share)}H${WIDTH - RIGHT}" stroke="#dee2e6"/><text x="${LEFT - 6}" y="${y(share)}" dy="4" text-anchor="end">${share * 100} %</text>`,
  );
  const ticks = [0.2, 0.4, 0.6, 0.8, 1].map((part) => {
    const requests = Math.round(last * part);
    return `<text x="${x(requests)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="${part === 1 ? 'end' : 'middle'}">${requests}</text>`;
  });
  const lines = LINES.map(({ colour, value }) => {
    const points = curve.flatMap((point) => {
      const found = value(point);
      return found === null ? [] : [`${x(point.requests)},${y(found)}`];
    });
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.join(' ')}"/>`;
  });
  const legend = LINES.map(
    ({ colour, name }, i) => `<text x="${LEFT + i * 220}" y="${HEIGHT - 6}" fill="${colour}">${name}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#495057">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-size="14">${title}</text>`,
    ...grid,
    `<path d="M${LEFT} ${y(floor)}H${WIDTH - RIGHT}" stroke="#e8590c" stroke-dasharray="4 4"/>`,
    ...ticks,
    ...lines,
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}
