/** One row of the targets: what was done, what was found, and whether it holds. */
export type Row = {
  readonly name: string;
  readonly chain: string;
  readonly figures: Readonly<Record<string, number | string>>;
  /** What does not hold, in words; nothing if all does. */
  readonly missed: readonly string[];
};

/** How much is done: the targets' own numbers, or what fits beside other tests. */
export type Extent = {
  readonly kills: number;
  /** Between two requests while processes are killed. */
  readonly everyMs: number;
  readonly reorgs: number;
  /** Requests that each fault has to be survived with. */
  readonly requests: number;
  /** Without any answer for so long, what is open counts as lost. */
  readonly settleMs: number;
};

export const WHOLE: Extent = { kills: 200, everyMs: 250, reorgs: 100, requests: 20, settleMs: 60_000 };
export const SHORT: Extent = { kills: 2, everyMs: 1_000, reorgs: 3, requests: 3, settleMs: 60_000 };

export const lineOf = ({ name, chain, figures, missed }: Row): string => {
  const facts = Object.entries(figures).map(([key, value]) => `${key} ${value}`);
  const verdict = missed.length === 0 ? "ok    " : "MISSED";
  return `${verdict}  ${name} (${chain}): ${facts.join(", ")}${missed.map((miss) => `; ${miss}`).join("")}`;
};
