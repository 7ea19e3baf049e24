// A study from hypothesis to paper, as contracts/interfaces/IStudyLog.sol logs it. Each step is a document: what the step
// is, the files that belong to it by their hashes, and for each figure and table the dataset and the analysis that it came
// from. The chain holds a salted commitment to the document, and learns neither title nor files before their author shows
// them.
//
//   contentHash = keccak256(abi.encode(domain, keccak256(canonical JSON (RFC 8785) of the document), salt))
//   stepHash    = keccak256(abi.encode(studyId, index, step, previousHash, recordedAt))
import { AbiCoder, keccak256, toUtf8Bytes } from "ethers";
import { z } from "zod";
import { canonicalJson } from "./canonicalJson.ts";
import { TheriacError } from "./errors.ts";
import { type Hex, ZERO_HASH } from "./hex.ts";
import { address, bytes32 } from "./shapes.ts";

export type StudyId = Hex & { readonly __brand: "StudyId" };

/** Kind of a step. Values as in contracts/interfaces/IStudyLog.sol. */
export const StepKind = {
  PROTOCOL: 0,
  DATASET: 1,
  ANALYSIS: 2,
  PREPRINT: 3,
  PUBLICATION: 4,
  CORRECTION: 5,
} as const;
export type StepKindName = keyof typeof StepKind;

/** As the contract bounds them. */
export const MOST_STEPS = 80;
const MOST_FILES = 1_000;
const MOST_TEXT = 2_000;
const DOMAIN = keccak256(toUtf8Bytes("theriac.study.step.v1"));
const STEP = "tuple(uint8 kind, bytes32 contentHash, uint80 inputs, uint8 corrected, bytes32 reason)";

const index = z
  .number()
  .int()
  .min(0)
  .max(MOST_STEPS - 1);
const text = z.string().trim().min(1).max(MOST_TEXT);

/** Below the study's folder, with slashes, never out of it. */
const fileName = z
  .string()
  .max(255)
  .regex(
    /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\\\p{C}]+(?<!\/)$/u,
    "must be a relative path inside the study's folder",
  );

/** Steps that a figure or table came from. Of an analysis' own figures, the analysis is the step that they are in. */
const source = z.strictObject({ dataset: index, analysis: index.optional() });

const plainFile = z.strictObject({ name: fileName, role: z.enum(["TEXT", "DATA", "CODE"]) });
const shownFile = z.strictObject({ name: fileName, role: z.enum(["FIGURE", "TABLE"]), from: source });
const hashed = z.strictObject({ hash: bytes32 });

const isDistinct = (files: readonly { readonly name: string }[]): boolean =>
  new Set(files.map(({ name }) => name)).size === files.length;
const DISTINCT = "must not name a file twice";

const about = {
  kind: z.enum(Object.keys(StepKind) as [StepKindName]),
  title: text,
  /** Who answers for the step. */
  orcids: z.array(z.string().max(64)).max(100).default([]),
  doi: z.string().max(2048).optional(),
  /** Earlier steps that this one is built on. */
  inputs: z.array(index).max(MOST_STEPS).default([]),
  /** Of a correction: which step it replaces, and why. */
  corrects: index.optional(),
  reason: text.optional(),
};

const isCorrection = ({ kind, corrects, reason }: { kind: string; corrects?: unknown; reason?: unknown }) =>
  kind === "CORRECTION"
    ? corrects !== undefined && reason !== undefined
    : corrects === undefined && reason === undefined;
const CORRECTION_RULE = "a correction, and nothing else, says what it corrects and why";

/** A step as its author describes it: files by name. */
export const draftStepShape = z
  .strictObject({
    ...about,
    files: z
      .array(z.discriminatedUnion("role", [plainFile, shownFile]))
      .min(1)
      .max(MOST_FILES)
      .refine(isDistinct, DISTINCT),
  })
  .refine(isCorrection, CORRECTION_RULE);
export type DraftStep = z.output<typeof draftStepShape>;

/** A step as it is committed to: files by name and hash. */
export const stepDocumentShape = z
  .strictObject({
    ...about,
    files: z
      .array(z.discriminatedUnion("role", [plainFile.extend(hashed.shape), shownFile.extend(hashed.shape)]))
      .min(1)
      .max(MOST_FILES)
      .refine(isDistinct, DISTINCT),
  })
  .refine(isCorrection, CORRECTION_RULE);
export type StepDocument = z.output<typeof stepDocumentShape>;
export type StudyFile = StepDocument["files"][number];

/** What a study's folder holds beside its files: enough to verify all of it against the chain. */
export const studyManifestShape = z.strictObject({
  format: z.literal("theriac-study/1"),
  id: bytes32.transform((id) => id as StudyId),
  chainId: z.number().int().min(1),
  log: address,
  author: address,
  custodian: address,
  salt: bytes32,
  steps: z.array(z.strictObject({ salt: bytes32, document: stepDocumentShape })).max(MOST_STEPS),
});
export type StudyManifest = z.output<typeof studyManifestShape>;
export type ManifestStep = StudyManifest["steps"][number];

/** IStudyLog.Step. */
export type LoggedStep = {
  readonly kind: number;
  readonly contentHash: Hex;
  readonly inputs: bigint;
  readonly corrected: number;
  readonly reason: Hex;
};

const coder = AbiCoder.defaultAbiCoder();

/** A step is built on, or corrects, one that does not come before it. */
export class StepOrderError extends TheriacError {
  readonly code = "STUDY_STEP_OUT_OF_ORDER";
  constructor(step: number, named: number) {
    super("A step names one that does not come before it.", { context: { step, named } });
  }
}

/** keccak256(abi.encode(chainid, log, author, salt)). */
export const studyIdOf = (chainId: number, log: Hex, author: Hex, salt: Hex): StudyId =>
  keccak256(
    coder.encode(["uint256", "address", "address", "bytes32"], [chainId, log, author, salt]),
  ) as StudyId;

/** Salted commitment to a step's document. */
export const commitStep = ({ document, salt }: ManifestStep): Hex =>
  keccak256(
    coder.encode(
      ["bytes32", "bytes32", "bytes32"],
      [DOMAIN, keccak256(toUtf8Bytes(canonicalJson(document))), salt],
    ),
  ) as Hex;

/** keccak256 of the reason's text; zero without one. */
export const reasonHash = (reason: string | undefined): Hex =>
  reason === undefined ? ZERO_HASH : (keccak256(toUtf8Bytes(reason)) as Hex);

/** The set of steps as the contract takes it: bit i for step i. */
export const inputBits = (inputs: readonly number[]): bigint =>
  inputs.reduce((bits, input) => bits | (1n << BigInt(input)), 0n);

/** Throws `STUDY_STEP_OUT_OF_ORDER` unless all that a step names comes before it. */
export const assertStepOrder = ({ inputs, corrects }: StepDocument, place: number): void => {
  const named = corrects === undefined ? inputs : [...inputs, corrects];
  const late = named.find((step) => step >= place);
  if (late !== undefined) throw new StepOrderError(place, late);
};

/** What the chain is told of a step. */
export const loggedStep = (step: ManifestStep): LoggedStep => {
  const { kind, inputs, corrects = 0, reason } = step.document;
  // Neither says what it is built on: the custodian names the head that it read.
  const isFirstHand = kind === "PROTOCOL" || kind === "DATASET";
  return {
    kind: StepKind[kind],
    contentHash: commitStep(step),
    inputs: inputBits(isFirstHand ? [] : inputs),
    corrected: corrects,
    reason: reasonHash(reason),
  };
};

/** Hash of a step, which covers all before it. */
export const stepHashOf = (
  id: StudyId,
  place: number,
  step: LoggedStep,
  previous: Hex,
  recordedAt: number,
): Hex =>
  keccak256(
    coder.encode(["bytes32", "uint256", STEP, "bytes32", "uint40"], [id, place, step, previous, recordedAt]),
  ) as Hex;

/** What each step stands for: a correction for what it corrects, whatever it corrects in turn. */
export const standingKinds = (
  steps: readonly { readonly kind: number; readonly corrected: number }[],
): readonly number[] => {
  const kinds: number[] = [];
  for (const { kind, corrected } of steps)
    kinds.push(kind === StepKind.CORRECTION ? (kinds[corrected] ?? kind) : kind);
  return kinds;
};
