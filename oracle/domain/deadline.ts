/** A tenth of a request's life, at most two minutes, is kept for gathering refusals before the deadline. */
const MAX_RESERVE_SECONDS = 120;

/** Chain time from which waiting for a payload any longer would leave no time to refuse. */
export const lastWaitAt = (openedAt: number, deadline: number): number =>
  deadline - Math.min(MAX_RESERVE_SECONDS, Math.floor((deadline - openedAt) / 10));
