/**
 * A page with other contents between its marks `<!-- COMMAND:begin NAME -->` and `<!-- COMMAND:end NAME -->`. Everything outside them is
 * written by hand and stays as it is.
 * @throws if the page has a mark without contents, or the contents no mark: then an old figure would stay on the page
 */
export function fillMarkedRegions(page: string, contents: Readonly<Record<string, string>>): string {
  const filled = new Set<string>();
  const text = page.replace(/(<!-- \w+:begin (\w+) -->).*?(<!-- \w+:end \2 -->)/gs, (_, begin, name: string, end) => {
    const content = contents[name];
    if (content === undefined) throw new Error(`Nothing is known about the region ${name}`);
    filled.add(name);
    return `${begin}\n${content}\n${end}`;
  });
  const missing = Object.keys(contents).filter((name) => !filled.has(name));
  if (missing.length > 0) throw new Error(`The page has no region ${missing.join(', ')}`);
  return text;
}
