import type { JsonRpcApiProvider } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { StudyId } from "../../standards/study.ts";
import type { StudyEvent, StudyOnChain } from "../../standards/studyFindings.ts";
import { IStudyLog__factory } from "../../types/index.ts";
import type { Contracts } from "../deployment.ts";
import { scanLogs } from "../provenance/scanLogs.ts";
import { UnknownStudyError } from "./errors.ts";

const LOG = IStudyLog__factory.createInterface();

/** Where a study is read. */
export type StudySource = {
  readonly contracts: Pick<Contracts, "studies">;
  readonly provider: Pick<JsonRpcApiProvider, "getLogs" | "getBlockNumber">;
};

type StepArguments = {
  readonly index: bigint;
  readonly step: {
    readonly kind: bigint;
    readonly contentHash: Hex;
    readonly inputs: bigint;
    readonly corrected: bigint;
    readonly reason: Hex;
  };
  readonly recordedAt: bigint;
  readonly stepHash: Hex;
};

const readEvent = ({ index, step, recordedAt, stepHash }: StepArguments): StudyEvent => ({
  index: Number(index),
  kind: Number(step.kind),
  contentHash: step.contentHash,
  inputs: step.inputs,
  corrected: Number(step.corrected),
  reason: step.reason,
  recordedAt: Number(recordedAt),
  stepHash,
});

/** All steps, oldest first. Looks back no further than to the first. */
const readEvents = async ({ contracts, provider }: StudySource, id: StudyId): Promise<StudyEvent[]> => {
  const address = (await contracts.studies.getAddress()) as Hex;
  const events: StudyEvent[] = [];
  const query = { provider, address, contract: LOG, events: ["StepRecorded"], indexed: [id] };
  for await (const { event } of scanLogs(query)) {
    const read = readEvent(event.args as unknown as StepArguments);
    events.unshift(read);
    if (read.index === 0) break;
  }
  return events;
};

/** A study as the chain knows it. */
export const readStudy = async (source: StudySource, id: StudyId): Promise<StudyOnChain> => {
  const { author, custodian, head, steps } = await source.contracts.studies.studyOf(id);
  if (steps === 0n) throw new UnknownStudyError(id);
  return {
    id,
    author: author as Hex,
    custodian: custodian as Hex,
    head: head as Hex,
    steps: Number(steps),
    events: await readEvents(source, id),
  };
};
