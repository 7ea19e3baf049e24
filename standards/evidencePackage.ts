// What a team hands in for a milestone: one document about one milestone of one grant. It carries the terms that both
// parties signed, so that whoever reads it can tell from it alone which grant and milestone it is about, whether the
// criteria in it are those of the terms, and whose ORCID iD stands behind it.
import { decodeBase64, encodeBase64, keccak256, toUtf8Bytes } from "ethers";
import { z } from "zod";
import { canonicalJson } from "./canonicalJson.ts";
import { contentHash } from "./commitments.ts";
import { criteriaHashOf, MOST_CRITERIA, MOST_CRITERION_CHARACTERS } from "./criteria.ts";
import { parseDoi } from "./doi.ts";
import { TheriacError } from "./errors.ts";
import { buildEvidenceTree, EvidenceKind, type EvidenceTree } from "./evidence.ts";
import {
  type Finances,
  type FinancialReport,
  parseFinancialReport,
  writeFinancialReport,
} from "./financialReport.ts";
import { type GrantTerms, grantIdOf, type MilestoneId, milestoneIdOf } from "./grant.ts";
import { grantTermsJson, parseGrantTerms } from "./grantJson.ts";
import type { Hex } from "./hex.ts";
import { commitOrcid, parseOrcid } from "./orcid.ts";
import { parseJson } from "./parseJson.ts";
import { PayloadMalformedError } from "./payloadErrors.ts";
import { NotJsonError } from "./recordErrors.ts";
import { bytes32, hasUnseenCharacters, seenText } from "./shapes.ts";

export const EVIDENCE_PACKAGE_KIND = "evidence-package/2";
const MOST_BYTES = 4_000_000;
const SECONDS_A_DAY = 86_400;
const MOST_DAYS_LATE = 10_000;

export type ArtefactKind = keyof typeof EvidenceKind;

const natural = z.number().int().min(0).max(1_000_000_000_000);
const artefactSchema = z.strictObject({
  kind: z.enum(Object.keys(EvidenceKind) as ArtefactKind[]),
  uri: seenText(500).regex(/^\S+$/),
  contentHash: bytes32,
  salt: bytes32,
  /** Snapshot taken when the package was put together. */
  content: z.base64().max(200_000).optional(),
});
const packageSchema = z.strictObject({
  kind: z.literal(EVIDENCE_PACKAGE_KIND),
  /** As in grantJson.ts. */
  terms: z.unknown(),
  /** Which of the grant's milestones, from zero. */
  milestone: z.number().int().min(0).max(255),
  orcid: z.string().max(100),
  orcidSalt: bytes32,
  criteria: z.array(z.string().min(1).max(MOST_CRITERION_CHARACTERS)).min(1).max(MOST_CRITERIA),
  /** Plain text: a reader sees all of it, in the order in which it stands. */
  report: z
    .string()
    .min(1)
    .max(50_000)
    .refine((text) => !hasUnseenCharacters(text.replace(/[\t\r\n]/g, ""))),
  artefacts: z.array(artefactSchema).min(1).max(50),
  counts: z
    .array(z.strictObject({ criterion: natural, required: natural.min(1), reported: natural }))
    .max(50),
  /** When the work was done, in unix seconds. */
  completedAt: z
    .number()
    .int()
    .min(0)
    .max(2 ** 40 - 1),
});

export type EvidenceArtefact = z.infer<typeof artefactSchema>;

/** A package that was held against the terms in it. */
export type EvidencePackage = Omit<z.infer<typeof packageSchema>, "terms"> & {
  readonly terms: GrantTerms;
  readonly milestoneId: MilestoneId;
  readonly finances: FinancialReport;
  readonly daysLate: number;
};

/** A package says other things than the terms in it. */
export class EvidenceNotBoundError extends TheriacError {
  readonly code = "EVIDENCE_NOT_BOUND";
  constructor(field: "milestone" | "criteria" | "orcid" | "completedAt") {
    super("An evidence package differs from the grant's terms in it.", {
      context: { field },
      hint: "Use the terms, criteria and ORCID salt that both parties signed.",
    });
  }
}

/** A request asks about another milestone than the package. */
export class EvidenceOfAnotherMilestoneError extends TheriacError {
  readonly code = "EVIDENCE_OF_ANOTHER_MILESTONE";
  constructor(milestoneId: MilestoneId, nonce: bigint) {
    super("The evidence is about another milestone than the one a score is asked for.", {
      context: { milestoneId, nonce },
      hint: "The nonce of a request is the milestone id.",
    });
  }
}

/** Parses bytes to JSON and nothing more, within bounds. */
export const readPackageJson = (payload: Uint8Array): unknown => {
  if (payload.length > MOST_BYTES) throw new PayloadMalformedError(EVIDENCE_PACKAGE_KIND, "it is too long");
  try {
    return parseJson(payload);
  } catch (error) {
    if (error instanceof NotJsonError)
      throw new PayloadMalformedError(EVIDENCE_PACKAGE_KIND, "it is not JSON", error);
    throw error;
  }
};

/**
 * Reads a package, and holds criteria, milestone, ORCID iD and time against the terms in it. For a request it must be
 * about the milestone that the request's nonce names.
 */
export const parseEvidencePackage = (
  payload: Uint8Array,
  asked?: { readonly nonce: bigint },
): EvidencePackage => {
  const parsed = packageSchema.safeParse(readPackageJson(payload));
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join(".") || "package";
    throw new PayloadMalformedError(EVIDENCE_PACKAGE_KIND, `${where} is invalid`);
  }
  const terms = parseGrantTerms(parsed.data.terms);
  const { milestone, criteria, counts, artefacts, orcid, orcidSalt, completedAt } = parsed.data;
  const agreed = terms.conditions.milestones[milestone];
  if (agreed === undefined) throw new EvidenceNotBoundError("milestone");
  if (criteriaHashOf(criteria) !== agreed.criteriaHash) throw new EvidenceNotBoundError("criteria");
  if (commitOrcid(parseOrcid(orcid), orcidSalt) !== terms.conditions.orcidCommit)
    throw new EvidenceNotBoundError("orcid");
  if (completedAt > agreed.graceEnd) throw new EvidenceNotBoundError("completedAt");
  if (counts.some(({ criterion }) => criterion >= criteria.length))
    throw new PayloadMalformedError(EVIDENCE_PACKAGE_KIND, "a count belongs to no criterion");
  artefacts.forEach(checkUri);
  if (new Set(artefacts.map((artefact) => artefact.contentHash)).size !== artefacts.length)
    throw new PayloadMalformedError(EVIDENCE_PACKAGE_KIND, "two artefacts have the same content");
  const milestoneId = milestoneIdOf(grantIdOf(terms), milestone);
  if (asked !== undefined && BigInt(milestoneId) !== asked.nonce)
    throw new EvidenceOfAnotherMilestoneError(milestoneId, asked.nonce);
  const late = Math.max(0, Math.ceil((completedAt - agreed.dueAt) / SECONDS_A_DAY));
  return {
    ...parsed.data,
    terms,
    milestoneId,
    finances: financesOf(artefacts),
    daysLate: Math.min(MOST_DAYS_LATE, late),
  };
};

const PUBLISHED: ReadonlySet<ArtefactKind> = new Set(["DATASET", "PREPRINT", "PUBLICATION"]);
const CLAIMS_DOI = /^(?:doi:|10\.|https?:\/\/(?:[^/]*\.)?doi\.org(?:[/:?#]|$))/i;
const COMMIT = /(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/;

const checkUri = ({ kind, uri }: EvidenceArtefact, index: number): void => {
  if (PUBLISHED.has(kind) && CLAIMS_DOI.test(uri)) parseDoi(uri);
  if (kind === "CODE" && !COMMIT.test(uri))
    throw new PayloadMalformedError(EVIDENCE_PACKAGE_KIND, `artefacts.${index}.uri names no commit`);
};

/** The one financial report, whose snapshot must be there and be what its hash says. */
const financesOf = (artefacts: readonly EvidenceArtefact[]): FinancialReport => {
  const reports = artefacts.filter(({ kind }) => kind === "FINANCIAL_REPORT");
  const [report] = reports;
  if (report?.content === undefined || reports.length > 1)
    throw new PayloadMalformedError(EVIDENCE_PACKAGE_KIND, "it holds not one financial report");
  const bytes = decodeBase64(report.content);
  if (keccak256(bytes) !== report.contentHash)
    throw new PayloadMalformedError(EVIDENCE_PACKAGE_KIND, "its financial report has another hash");
  return parseFinancialReport(bytes);
};

/** The root that a team submits beside the package, and what each artefact needs to prove itself. */
export const evidenceTreeOf = ({
  milestoneId,
  artefacts,
}: Pick<EvidencePackage, "milestoneId" | "artefacts">): EvidenceTree =>
  buildEvidenceTree(
    milestoneId,
    artefacts.map(({ kind, contentHash, salt, uri }) => ({
      kind: EvidenceKind[kind],
      contentHash,
      salt,
      uri,
    })),
  );

type Piece = {
  readonly kind: ArtefactKind;
  readonly uri: string;
  /** 32 random bytes. */
  readonly salt: Hex;
} & ({ readonly content: Uint8Array } | { readonly contentHash: Hex });

/** A piece of evidence: its content, or where that is too large its hash. The financial report is made apart. */
export type EvidencePiece = Piece & { readonly kind: Exclude<ArtefactKind, "FINANCIAL_REPORT"> };

/** What a team says and shows. */
export type EvidenceOrder = Pick<EvidencePackage, "orcid" | "orcidSalt" | "report" | "completedAt"> & {
  /** The texts whose hash is in the terms. */
  readonly criteria: readonly string[];
  readonly counts: readonly EvidencePackage["counts"][number][];
  readonly pieces: readonly EvidencePiece[];
  readonly finances: Finances & { readonly uri: string; readonly salt: Hex };
};

/** The payload to publish, its hash, and the evidence tree: both go into `submit`. */
export type BuiltEvidence = EvidenceTree & { readonly bytes: Uint8Array; readonly packageHash: Hex };

/** Puts the package for a milestone together. Throws here whatever operators would refuse. */
export const buildEvidencePackage = (
  terms: GrantTerms,
  milestone: number,
  { pieces, finances, ...said }: EvidenceOrder,
): BuiltEvidence => {
  const { uri, salt, ...money } = finances;
  const report: Piece = { kind: "FINANCIAL_REPORT", uri, salt, content: writeFinancialReport(money) };
  const artefacts = [...pieces, report].map(writePiece);
  const document = {
    kind: EVIDENCE_PACKAGE_KIND,
    terms: grantTermsJson(terms),
    milestone,
    ...said,
    artefacts,
  };
  const bytes = toUtf8Bytes(canonicalJson(document));
  return { bytes, packageHash: contentHash(bytes), ...evidenceTreeOf(parseEvidencePackage(bytes)) };
};

const writePiece = ({ kind, uri, salt, ...piece }: Piece) => ({
  kind,
  uri,
  salt,
  ...("content" in piece
    ? { contentHash: contentHash(piece.content), content: encodeBase64(piece.content) }
    : { contentHash: piece.contentHash }),
});
