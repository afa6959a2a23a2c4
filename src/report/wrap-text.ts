/** Wraps words into lines of at most `columns`; words longer than a line are left whole, so that they can be copied. */
export function wrapText(
  text: string,
  {
    columns,
    indent,
    hanging,
  }: { readonly columns: number; readonly indent: number; readonly hanging: number },
): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    const room = columns - indent - (lines.length > 0 ? hanging : 0);
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line]
    .map((each, index) => `${' '.repeat(indent + (index > 0 ? hanging : 0))}${each}`)
    .join('\n');
}
