import type { Hex } from "./hex.ts";

/** Numbers as in IConsentStates.ConsentState. */
export const ConsentState = {
  None: 0,
  Active: 1,
  Revoked: 2,
  SuspendedByPatient: 3,
  SuspendedByDelegate: 4,
  Superseded: 5,
  Erased: 6,
} as const;
export type ConsentStateCode = (typeof ConsentState)[keyof typeof ConsentState];

/** Who agreed in the patient's place, if anybody. Numbers as in IConsentStates.CaptureMode. */
export const CaptureMode = { Self: 0, Guardian: 1, Proxy: 2 } as const;
export type CaptureModeCode = (typeof CaptureMode)[keyof typeof CaptureMode];

/** Everything that a decision has to know of a consent, as IConsentStates.standingOf gives it. */
export type ConsentStanding = {
  readonly state: ConsentStateCode;
  readonly signer: Hex;
  readonly issuedAt: number;
  readonly end: number;
  readonly capture: CaptureModeCode;
  /** Who granted in the patient's place, or the zero address. */
  readonly delegate: Hex;
  /** Classes of data that it could grant for; all if nobody did. */
  readonly delegateClasses: number;
  readonly revokedByEpoch: boolean;
  readonly underDispute: boolean;
};

/** What the registry answers, with numbers as the ABI has them. */
export type StandingAnswer = {
  readonly [field in keyof ConsentStanding]: ConsentStanding[field] extends number
    ? bigint
    : ConsentStanding[field] extends boolean
      ? boolean
      : string;
};

/** A standing from the registry's answer. */
export const toConsentStanding = (answer: StandingAnswer): ConsentStanding => ({
  state: Number(answer.state) as ConsentStateCode,
  signer: answer.signer as Hex,
  issuedAt: Number(answer.issuedAt),
  end: Number(answer.end),
  capture: Number(answer.capture) as CaptureModeCode,
  delegate: answer.delegate as Hex,
  delegateClasses: Number(answer.delegateClasses),
  revokedByEpoch: answer.revokedByEpoch,
  underDispute: answer.underDispute,
});

/** Mask of a grant that nobody's powers narrow. */
export const ALL_DATA_CLASSES = 0xffff_ffff;
