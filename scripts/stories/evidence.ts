import { readFile } from "node:fs/promises";
import path from "node:path";
import {
  type BuiltEvidence,
  buildEvidencePackage,
  type EvidencePiece,
} from "../../standards/evidencePackage.ts";
import type { GrantTerms } from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";

const EXAMPLES = path.resolve(import.meta.dirname, "../../models/milestone-triage-INVENTED/data/examples");

type Example = {
  readonly criteria: readonly string[];
  readonly report: string;
  readonly artefacts: readonly {
    readonly kind: EvidencePiece["kind"] | "FINANCIAL_REPORT";
    readonly uri: string;
    readonly content: string;
  }[];
  readonly counts: { criterion: number; required: number; reported: number }[];
  readonly budget: { readonly planned: number; readonly spent: number };
};

const readExample = async (file: string): Promise<Example> =>
  JSON.parse(await readFile(path.join(EXAMPLES, file), "utf8")) as Example;

/** The criteria of the INVENTED examples: their hash goes into the terms of every milestone that they are handed in for. */
export const exampleCriteria = async (): Promise<readonly string[]> =>
  (await readExample("done.INVENTED.json")).criteria;

/** Who stands behind the evidence, and when the work was done. */
export type Signatory = { readonly orcid: string; readonly orcidSalt: Hex; readonly completedAt: number };

/** One of the INVENTED examples as a package for this very milestone. */
export const packExample = async (
  terms: GrantTerms,
  index: number,
  file: string,
  signatory: Signatory,
): Promise<BuiltEvidence> => {
  const { criteria, report, artefacts, counts, budget } = await readExample(file);
  const pieces = artefacts.flatMap(({ kind, uri, content }): EvidencePiece[] =>
    kind === "FINANCIAL_REPORT"
      ? []
      : [{ kind, uri, salt: randomWord(), content: Uint8Array.from(Buffer.from(content, "base64")) }],
  );
  const finances = {
    uri: "https://example.org/tb/finance.json",
    salt: randomWord(),
    currency: "USD",
    lines: [{ category: "Sequencing and field work (INVENTED)", ...budget }],
  };
  return buildEvidencePackage(terms, index, { ...signatory, criteria, report, counts, pieces, finances });
};
