import { keccak256 } from "ethers";
import { z } from "zod";
import { PayloadMalformedError } from "../../standards/payloadErrors.ts";

const KIND = "evidence-package/1";

export const ARTEFACT_KINDS = [
  "DATASET",
  "CODE",
  "PREPRINT",
  "PUBLICATION",
  "FINANCIAL_REPORT",
  "ETHICS_APPROVAL",
  "SITE_VISIT",
  "ORACLE_METRIC",
] as const;

const natural = z.number().int().min(0).max(1_000_000_000_000);
const artefactSchema = z.strictObject({
  kind: z.enum(ARTEFACT_KINDS),
  uri: z.string().min(1).max(500),
  contentHash: z.string().regex(/^0x[0-9a-f]{64}$/),
  /** Snapshot taken when the package was put together. */
  content: z.base64().max(200_000).optional(),
});
const packageSchema = z.strictObject({
  kind: z.literal(KIND),
  grantId: z.string().min(1).max(100),
  milestone: z.number().int().min(0).max(1000),
  criteria: z.array(z.string().min(1).max(1000)).min(1).max(20),
  report: z.string().min(1).max(50_000),
  artefacts: z.array(artefactSchema).max(50),
  counts: z
    .array(z.strictObject({ criterion: natural, required: natural.min(1), reported: natural }))
    .max(50),
  daysLate: z.number().int().min(0).max(10_000),
  budget: z.strictObject({ planned: natural.min(1), spent: natural }),
});

/** What a team hands in for a milestone, with snapshots of what it points to. */
export type EvidencePackage = z.infer<typeof packageSchema>;
export type Artefact = EvidencePackage["artefacts"][number];

/** Reads a package; every count must belong to one of its criteria. */
export const parseEvidencePackage = (payload: Uint8Array): EvidencePackage => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    throw new PayloadMalformedError(KIND, "it is not JSON");
  }
  const parsed = packageSchema.safeParse(value);
  if (!parsed.success)
    throw new PayloadMalformedError(
      KIND,
      `${parsed.error.issues[0]?.path.join(".") || "package"} is invalid`,
    );
  const { counts, criteria } = parsed.data;
  if (counts.some(({ criterion }) => criterion >= criteria.length))
    throw new PayloadMalformedError(KIND, "a count belongs to no criterion");
  return parsed.data;
};

/** Text of the artefacts whose snapshot is what its hash says. An empty snapshot proves nothing. */
export const resolvedArtefacts = (
  artefacts: readonly Artefact[],
): readonly { readonly kind: string; readonly text: string }[] =>
  artefacts.flatMap(({ kind, contentHash, content }) => {
    const bytes = Uint8Array.from(atob(content ?? ""), (character) => character.charCodeAt(0));
    if (bytes.length === 0 || keccak256(bytes) !== contentHash) return [];
    return [{ kind, text: new TextDecoder().decode(bytes) }];
  });
