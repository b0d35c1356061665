export interface Bar {
  readonly name: string;
  readonly value: number;
}

const LABEL_WIDTH = 210;
const BAR_WIDTH = 360;
const WIDTH = LABEL_WIDTH + BAR_WIDTH + 80;
const ROW_HEIGHT = 26;
const HEAD_HEIGHT = 52;

/** Ours, the floors that are no libraries, and all others. */
const COLORS = { ours: '#c2410c', floor: '#94a3b8', peer: '#1d4ed8' };
const FLOOR = /^bare|alone$/;

/** Horizontal bars from zero, each with its value; the background is white so that it reads in a dark page too. */
export function barChart(title: string, subtitle: string, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const height = HEAD_HEIGHT + bars.length * ROW_HEIGHT + 8;
  const rows = bars.map(({ name, value }, row) => {
    const y = HEAD_HEIGHT + row * ROW_HEIGHT;
    const width = ((value / longest) * BAR_WIDTH).toFixed(1);
    const shown = value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
    return [
      `<text x="${LABEL_WIDTH - 8}" y="${y + 16}" text-anchor="end">${name}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${y + 3}" width="${width}" height="${ROW_HEIGHT - 8}" fill="${colorOf(name)}"/>`,
      `<text x="${LABEL_WIDTH + Number(width) + 6}" y="${y + 16}">${shown}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12" fill="#1e293b">`,
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    `<text x="12" y="20" font-size="15" font-weight="bold">${title}</text><text x="12" y="38" fill="#475569">${subtitle}</text>`,
    ...rows,
    '</svg>\n',
  ].join('\n');
}

function colorOf(name: string): string {
  if (name.startsWith('cognito-guard')) return COLORS.ours;
  return FLOOR.test(name) ? COLORS.floor : COLORS.peer;
}
