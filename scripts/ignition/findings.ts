import { TheriacError } from "../../standards/errors.ts";

/** What is deployed is not what was to be deployed. */
export class DeploymentMismatchError extends TheriacError {
  readonly code = "DEPLOYMENT_MISMATCH";
  constructor(what: string, actual: string, expected: string) {
    super("The deployment does not match its description.", { context: { what, actual, expected } });
  }
}

/** One fact about the deployment that was read back. */
export type Finding = { readonly what: string; readonly actual: string };

export type Check = (what: string, actual: unknown, expected: unknown) => void;

/** Collects facts. Its check throws when one differs; addresses are alike in any case. */
export const collect = (): { readonly findings: Finding[]; readonly check: Check } => {
  const findings: Finding[] = [];
  const check: Check = (what, actual, expected) => {
    if (String(actual).toLowerCase() !== String(expected).toLowerCase())
      throw new DeploymentMismatchError(what, String(actual), String(expected));
    findings.push({ what, actual: String(actual) });
  };
  return { findings, check };
};
