import { TheriacError } from "../../standards/errors.ts";
import { describeError } from "../shared/errors.ts";

export type DoctorVerdict = "ok" | "warning" | "failed";

/** One line of the report. `todo` says what to do about it. */
export type Finding = {
  readonly check: string;
  readonly verdict: DoctorVerdict;
  readonly says: string;
  readonly todo?: string;
};

export type DoctorReport = { readonly ok: boolean; readonly findings: readonly Finding[] };

export const ok = (check: string, says: string): Finding => ({ check, verdict: "ok", says });
export const warning = (check: string, says: string, todo: string): Finding => ({
  check,
  verdict: "warning",
  says,
  todo,
});
export const failed = (check: string, says: string, todo: string): Finding => ({
  check,
  verdict: "failed",
  says,
  todo,
});

/** What an error says of a check: its own words, without addresses or secrets. */
export const fromError = (check: string, error: unknown, todo: string): Finding => {
  const { error: code, message, context } = describeError(error);
  const facts = Object.entries(context ?? {}).map(([name, value]) => `${name} ${String(value)}`);
  const hint = error instanceof TheriacError ? (error.hint ?? todo) : todo;
  return failed(check, [`${message} (${code})`, ...facts].join("; "), hint);
};

/** A check that may throw becomes one line in any case. */
export const attempt = async (
  check: string,
  action: () => Promise<Finding | readonly Finding[]>,
  todo: string,
): Promise<readonly Finding[]> => {
  try {
    return [await action()].flat();
  } catch (error) {
    return [fromError(check, error, todo)];
  }
};

const MARKS: Readonly<Record<DoctorVerdict, string>> = {
  ok: "ok     ",
  warning: "warning",
  failed: "FAILED ",
};

export const toText = ({ findings, ok: isOk }: DoctorReport): string => {
  const lines = findings.map(({ check, verdict, says, todo }) =>
    [`${MARKS[verdict]} ${check}: ${says}`, ...(todo === undefined ? [] : [`        -> ${todo}`])].join("\n"),
  );
  const count = (verdict: DoctorVerdict) => findings.filter((each) => each.verdict === verdict).length;
  const sum = `${count("ok")} ok, ${count("warning")} warnings, ${count("failed")} failed`;
  return [...lines, `${isOk ? "Ready" : "Not ready"}: ${sum}`].join("\n");
};

export const reportOf = (findings: readonly Finding[]): DoctorReport => ({
  ok: findings.every(({ verdict }) => verdict !== "failed"),
  findings,
});
