/** Facts of a step. Never personal data. */
export type Facts = Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;

/**
 * agrees   checked, and as the chain says
 * differs  checked, and not as the chain says
 * told     nothing to check it against: as the chain tells it
 * unknown  could not be checked; `says` tells why
 */
export type StepVerdict = "agrees" | "differs" | "told" | "unknown";

export type Step = {
  readonly step: string;
  readonly verdict: StepVerdict;
  readonly says: string;
  readonly facts: Facts;
};

/** `incomplete`: an answer stands on chain that could not be held against anything. */
export type Report = {
  readonly requestId: string;
  readonly verdict: "agrees" | "differs" | "incomplete";
  readonly firstDifference: string | undefined;
  readonly steps: readonly Step[];
};

const teller =
  (verdict: StepVerdict) =>
  (step: string, says: string, facts: Facts = {}): Step => ({ step, verdict, says, facts });

export const agrees = teller("agrees");
export const differs = teller("differs");
export const told = teller("told");
export const unknown = teller("unknown");

/** A step that is either as the chain says or not. */
export const held = (isSo: boolean, step: string, yes: string, no: string, facts: Facts = {}): Step =>
  isSo ? agrees(step, yes, facts) : differs(step, no, facts);

const MARKS: Readonly<Record<StepVerdict, string>> = {
  agrees: "ok     ",
  differs: "DIFFERS",
  told: "       ",
  unknown: "?      ",
};

/** The report as text: one line a step, its facts below. */
export const toText = ({ requestId, verdict, firstDifference, steps }: Report): string => {
  const lines = steps.flatMap(({ step, verdict: mark, says, facts }) => [
    `${MARKS[mark]} ${step}: ${says}`,
    ...Object.entries(facts).map(([name, value]) => `          ${name}: ${textOf(value)}`),
  ]);
  const last = {
    agrees: "agrees",
    incomplete: "could not be held against a run of our own",
    differs: "DIFFERS",
  };
  const first = firstDifference === undefined ? "" : `, first in: ${firstDifference}`;
  return [`Request ${requestId}`, ...lines, `Result: ${last[verdict]}${first}`].join("\n");
};

const textOf = (value: Facts[string]): string =>
  typeof value === "object" ? value.join(", ") : String(value);
