// Steps of a study on their way to the chain. Each is written down, with the salt that opens its commitment, before it is
// sent: a commitment whose salt is lost can never be shown again.
import type { ContractTransactionResponse, Signer } from "ethers";
import { parseDoi } from "../../standards/doi.ts";
import { type Hex, ZERO_HASH } from "../../standards/hex.ts";
import { parseOrcid } from "../../standards/orcid.ts";
import { randomWord } from "../../standards/randomWord.ts";
import {
  assertStepOrder,
  type LoggedStep,
  loggedStep,
  type StepDocument,
  StepKind,
  type StudyId,
  type StudyManifest,
  standingKinds,
  studyIdOf,
} from "../../standards/study.ts";
import type { Contracts } from "../deployment.ts";
import {
  OtherLogError,
  OtherSignerError,
  PendingStepError,
  StudyForkedError,
  StudyIdError,
} from "./errors.ts";
import { readStudy, type StudySource } from "./readStudy.ts";

/** Where steps go. */
export type StudyDeps = StudySource & { readonly chainId: number };

/** Puts the manifest where a crash does not reach it. */
export type Keep = (manifest: StudyManifest) => Promise<void>;

export type Appended = { readonly step: number; readonly stepHash: Hex; readonly transaction: Hex };

/** Before anything is committed to for good. */
const assertSound = (document: StepDocument, place: number): void => {
  for (const orcid of document.orcids) parseOrcid(orcid);
  if (document.doi !== undefined) parseDoi(document.doi);
  assertStepOrder(document, place);
};

const KINDS = ["PROTOCOL", "DATASET", "ANALYSIS", "PREPRINT", "PUBLICATION", "CORRECTION"] as const;

/** The contract's call for a step. */
const callOf = (
  { studies }: Pick<Contracts, "studies">,
  signer: Signer,
  { id, custodian, salt }: StudyManifest,
  { kind, contentHash, inputs, corrected, reason }: LoggedStep,
  head: Hex,
) => {
  const log = studies.connect(signer);
  const name = KINDS[kind];
  if (name === "PROTOCOL") return [log.register, [salt, custodian, contentHash]] as const;
  if (name === "DATASET") return [log.unlock, [id, contentHash, head]] as const;
  if (name === "CORRECTION")
    return [log.correct, [id, corrected, contentHash, inputs, reason, head]] as const;
  return [log.record, [id, kind, contentHash, inputs, head]] as const;
};

type Method = {
  (...args: unknown[]): Promise<ContractTransactionResponse>;
  staticCall: (...args: unknown[]) => Promise<unknown>;
};

/** Throws unless the account is the one that records the folder's last step. */
const assertSigner = async (signer: Signer, { author, custodian, steps }: StudyManifest): Promise<void> => {
  const kinds = standingKinds(steps.map(loggedStep));
  const wanted = kinds.at(-1) === StepKind.DATASET ? custodian : author;
  const given = await signer.getAddress();
  if (given.toLowerCase() !== wanted.toLowerCase()) throw new OtherSignerError(given, wanted);
};

/** How many steps of the folder are on chain, and the last one's hash. Throws if they are other ones. */
const compare = async (
  { contracts, provider, chainId }: StudyDeps,
  { id, chainId: ownChain, log, author, salt, steps }: StudyManifest,
): Promise<{ readonly mined: number; readonly head: Hex }> => {
  const address = (await contracts.studies.getAddress()) as Hex;
  if (ownChain !== chainId || log.toLowerCase() !== address.toLowerCase())
    throw new OtherLogError(ownChain, log);
  const own = studyIdOf(chainId, address, author, salt);
  if (own !== id.toLowerCase()) throw new StudyIdError(id, own);
  if ((await contracts.studies.studyOf(id)).steps === 0n) return { mined: 0, head: ZERO_HASH };
  const { events, head } = await readStudy({ contracts, provider }, id);
  events.forEach(({ contentHash }, place) => {
    const own = steps[place];
    if (own === undefined || loggedStep(own).contentHash !== contentHash)
      throw new StudyForkedError(place, contentHash);
  });
  return { mined: events.length, head };
};

/** Sends the manifest's last step on top of `head`; `keep` runs between the trial and the transaction. */
const send = async (
  { contracts }: StudyDeps,
  signer: Signer,
  manifest: StudyManifest,
  head: Hex,
  keep: () => Promise<void>,
): Promise<Appended> => {
  const step = manifest.steps.length - 1;
  const last = manifest.steps[step];
  if (last === undefined) throw new TypeError("A manifest to send has steps.");
  await assertSigner(signer, manifest);
  const [method, args] = callOf(contracts, signer, manifest, loggedStep(last), head);
  const call = method as unknown as Method;
  await call.staticCall(...args);
  await keep();
  const sent = await call(...args);
  const receipt = await sent.wait();
  const recorded = receipt?.logs
    .map((log) => contracts.studies.interface.parseLog(log))
    .find((event) => event?.name === "StepRecorded");
  return { step, stepHash: recorded?.args.stepHash as Hex, transaction: sent.hash as Hex };
};

/** Registers a study with its protocol. */
export const registerStudy = async (
  deps: StudyDeps,
  signer: Signer,
  { custodian, protocol }: { readonly custodian: Hex; readonly protocol: StepDocument },
  keep: Keep,
): Promise<Appended & { readonly id: StudyId }> => {
  assertSound(protocol, 0);
  const [author, log] = [await signer.getAddress(), await deps.contracts.studies.getAddress()] as Hex[] as [
    Hex,
    Hex,
  ];
  const salt = randomWord();
  const manifest: StudyManifest = {
    format: "theriac-study/1",
    id: studyIdOf(deps.chainId, log, author, salt),
    chainId: deps.chainId,
    ...{ log, author, custodian, salt },
    steps: [{ salt: randomWord(), document: protocol }],
  };
  return { id: manifest.id, ...(await send(deps, signer, manifest, ZERO_HASH, () => keep(manifest))) };
};

/** Appends a step to a study, on top of what the folder shows, and of nothing else. */
export const appendStep = async (
  deps: StudyDeps,
  signer: Signer,
  manifest: StudyManifest,
  document: StepDocument,
  keep: Keep,
): Promise<Appended> => {
  const { mined, head } = await compare(deps, manifest);
  if (mined < manifest.steps.length) throw new PendingStepError(mined);
  assertSound(document, mined);
  const longer = { ...manifest, steps: [...manifest.steps, { salt: randomWord(), document }] };
  return send(deps, signer, longer, head, () => keep(longer));
};

/** Sends a step that was written down and never mined; nothing if there is none. */
export const resendStep = async (
  deps: StudyDeps,
  signer: Signer,
  manifest: StudyManifest,
): Promise<Appended | undefined> => {
  const { mined, head } = await compare(deps, manifest);
  if (mined === manifest.steps.length) return undefined;
  return send(deps, signer, manifest, head, async () => {});
};
