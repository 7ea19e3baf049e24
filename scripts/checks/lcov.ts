/** Lines of one file that tests could run and that they ran. */
export type FileCoverage = { readonly file: string; readonly found: number; readonly hit: number };

/** Least line coverage in percent, of everything together and of each file. */
export type Thresholds = { readonly lines: number; readonly linesOfEachFile: number };

/** Reads the line counts of an lcov report. */
export const parseLcov = (text: string): FileCoverage[] =>
  text
    .split("end_of_record")
    .map((record) => ({
      file: /^SF:(.+)$/m.exec(record)?.[1]?.trim() ?? "",
      counts: [...record.matchAll(/^DA:\d+,(\d+)/gm)].map(([, count]) => Number(count)),
    }))
    .filter(({ file }) => file !== "")
    .map(({ file, counts }) => ({
      file,
      found: counts.length,
      hit: counts.filter((count) => count > 0).length,
    }));

export const percent = (files: readonly FileCoverage[]): number => {
  const found = files.reduce((total, file) => total + file.found, 0);
  const hit = files.reduce((total, file) => total + file.hit, 0);
  return found === 0 ? 0 : (100 * hit) / found;
};

/** What falls below its threshold. */
export const shortfalls = (files: readonly FileCoverage[], thresholds: Thresholds): string[] => {
  const low = files.filter((file) => file.found > 0 && percent([file]) < thresholds.linesOfEachFile);
  const total = percent(files);
  return [
    ...low.map(
      (file) =>
        `${file.file}: ${percent([file]).toFixed(1)} % of its lines, least ${thresholds.linesOfEachFile} %`,
    ),
    ...(total < thresholds.lines
      ? [`all together: ${total.toFixed(1)} % of the lines, least ${thresholds.lines} %`]
      : []),
  ];
};
