/** What the chain says of a record: IRecordRegistry.Verdict by name, in its order. */
export const VERDICTS = ["notFound", "genuine", "tampered", "erased"] as const;
export type RecordVerdict = (typeof VERDICTS)[number];

/** The name of a verdict as the contract gives it. */
export const verdictOf = (verdict: bigint): RecordVerdict => {
  const name = VERDICTS[Number(verdict)];
  if (name === undefined) throw new TypeError("The record registry gives one of four verdicts.");
  return name;
};
