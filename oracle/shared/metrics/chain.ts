import type { Make } from "./make.ts";

const DEPTHS = [1, 2, 3, 5, 10, 20, 50, 100];

/** The chain as this process sees it. */
export const chainMetrics = ({ counter, gauge, histogram }: Make) => ({
  rewinds: counter("rewinds_total", "Chain reorganisations that moved the cursor back"),
  reorgDepth: histogram("reorg_depth_blocks", "Blocks that a reorganisation took back", DEPTHS),
  head: gauge("head_block", "Latest block seen"),
  cursor: gauge("cursor_block", "Last block whose events were stored"),
  headAge: gauge("head_age_seconds", "Since a new block was last seen"),
});
