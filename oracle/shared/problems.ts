/**
 * What can be wrong with a running process. `failing`: it does not do its duty, so it is not ready. Others are warnings,
 * to be seen to before they become failures. `restart`: a new process would help, so it is not alive either.
 */
export const PROBLEMS = {
  STARTING: { failing: true, restart: false, hint: "Wait; the log says what it waits for." },
  LISTENER_STUCK: { failing: true, restart: false, hint: "No pass over the chain: check the RPC endpoints." },
  LOOP_STUCK: { failing: true, restart: true, hint: "A loop of the process no longer turns: restart it." },
  HEAD_STALE: { failing: true, restart: false, hint: "The chain stands still, or its endpoint does." },
  DUTY_OVERDUE: { failing: true, restart: false, hint: "Look for failed steps in the log and the metrics." },
  TRANSACTION_STUCK: {
    failing: true,
    restart: false,
    hint: "Raise submit.maxFeePerGasGwei, or wait for fees.",
  },
  NONCE_TAKEN: {
    failing: false,
    restart: false,
    hint: "Something else sends from the signing account: give each operator an account of its own.",
  },
  LOW_BALANCE: { failing: false, restart: false, hint: "Send ether to the signing account." },
  SIGNER_UNAVAILABLE: { failing: true, restart: false, hint: "Check the remote signer." },
  RPC_DEGRADED: { failing: false, restart: false, hint: "Some RPC endpoints do not serve: see the metrics." },
  RPC_DISAGREES: { failing: true, restart: false, hint: "RPC endpoints tell different chains: replace one." },
  SEQUENCER_DOWN: { failing: true, restart: false, hint: "The rollup's sequencer is down: wait." },
  STORE_UNAVAILABLE: { failing: true, restart: false, hint: "Check the database and its disk." },
  WORKERS_DOWN: { failing: true, restart: true, hint: "Inference workers ended: restart the node." },
  WORKERS_DEGRADED: {
    failing: false,
    restart: false,
    hint: "An inference worker was lost and starts again.",
  },
  EXECUTORS_DIFFER: {
    failing: true,
    restart: false,
    hint: "TensorFlow.js and the reference gave different scores: set another models.backend, test the memory.",
  },
  PEERS_UNREACHABLE: { failing: false, restart: false, hint: "Too few peers answer for a quorum." },
  NOT_A_MEMBER: { failing: false, restart: false, hint: "The operator is not in the current committee." },
  BOND_TOO_LOW: { failing: true, restart: false, hint: "The bond is below what the committee needs." },
  MODEL_INACTIVE: { failing: false, restart: false, hint: "The registry has a loaded model out of service." },
  ANSWERS_UNCHECKED: { failing: false, restart: false, hint: "Answers cannot be checked: see unable_total." },
} as const satisfies Readonly<Record<string, Problem>>;

export type Problem = { readonly failing: boolean; readonly restart: boolean; readonly hint: string };
export type ProblemCode = keyof typeof PROBLEMS;
export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];

/** Whether a problem is there now. One that throws, or does not answer in time, counts as there. */
export type Probe = () => boolean | Promise<boolean>;
