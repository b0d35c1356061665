const HUES = [268, 300, 330, 8, 28, 140, 165, 190, 212, 238];

/** The first letter on a colour that stays the same for the name. */
export function Avatar({ name }: { name: string }) {
  const sum = [...name].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 9_973, 3);
  const hue = HUES[sum % HUES.length];
  const background = `linear-gradient(140deg, hsl(${hue} 62% 42%), hsl(${hue} 70% 26%))`;
  return (
    <span className="avatar" aria-hidden="true" style={{ background }}>
      {[...name][0]?.toUpperCase() ?? '?'}
    </span>
  );
}
