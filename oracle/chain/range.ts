/** How many blocks are read at once: fewer when a node refuses so many, more again when it does not. */
export type Range = {
  readonly blocks: () => number;
  /** Told how many were refused. */
  readonly shrink: (refused: number) => void;
  readonly grow: () => void;
};

export const createRange = (max: number): Range => {
  let blocks = max;
  return {
    blocks: () => blocks,
    shrink: (refused) => {
      blocks = Math.max(1, Math.floor(Math.min(blocks, refused) / 2));
    },
    grow: () => {
      blocks = Math.min(max, Math.ceil(blocks * 1.25));
    },
  };
};
