import { id, Wallet } from "ethers";

/** The committees that reports are measured with: t of n, of which f may be faulty. */
export const COMMITTEES = [
  { op: "report.t2", n: 4, f: 1, t: 2 },
  { op: "report.t4", n: 10, f: 3, t: 4 },
  { op: "report.t6", n: 16, f: 5, t: 6 },
] as const;

/** Signing keys of a committee, the same in every run. */
export const signersOf = (n: number): Wallet[] =>
  Array.from({ length: n }, (_, index) => new Wallet(id(`theriac.bench.signer.${index}`)));
