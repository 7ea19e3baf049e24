import {
  CONSENT_GRANT_TYPES,
  CONSENT_REVOKE_ALL_TYPES,
  CONSENT_REVOKE_TYPES,
  type ConsentGrant,
} from "./consent.ts";
import type { ConsentId, Hex } from "./hex.ts";

/** Who acts beside a patient. The numbers are the registry's. */
export const DelegateRole = { NONE: 0, GUARDIAN: 1, PROXY: 2, RECOVERY: 3, CUSTODIAN: 4 } as const;
export type DelegateRole = (typeof DelegateRole)[keyof typeof DelegateRole];

/** A message that counts once: `nonce` is the signing key's next one, `deadline` the last second at which it counts. */
type Once = { readonly nonce: bigint; readonly deadline: number };
type OfConsent = { readonly consentId: ConsentId };
type OfPatient = { readonly patient: Hex };

/** Everything that a key may say to the consent registry. */
export type ConsentMessages = {
  readonly ConsentGrant: ConsentGrant;
  readonly ConsentRevoke: OfConsent;
  readonly ConsentRevokeAll: { readonly signer: Hex; readonly issuedUpTo: number };
  readonly ConsentSupersede: { readonly successor: ConsentGrant; readonly predecessor: ConsentId };
  readonly ConsentSuspend: OfConsent & Once;
  readonly ConsentResume: OfConsent & Once;
  readonly ConsentErase: OfConsent;
  readonly DelegateAppoint: OfPatient &
    Once & {
      readonly delegate: Hex;
      readonly role: DelegateRole;
      readonly until: number;
      readonly dataClasses: number;
    };
  readonly DelegateDismiss: OfPatient & Once & { readonly delegate: Hex };
  readonly SignerFreeze: OfPatient & Once;
  readonly SignerUnfreeze: OfPatient & Once;
  readonly RecoveryAnnounce: OfPatient & Once & { readonly successor: Hex };
  readonly RecoveryCancel: OfPatient & Once;
};
export type ConsentMessageKind = keyof ConsentMessages;

type Field = { name: string; type: string };
type TypedFields = Record<string, Field[]>;

const ONCE: readonly Field[] = [
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint40" },
];
const CONSENT: Field = { name: "consentId", type: "bytes32" };
const PATIENT: Field = { name: "patient", type: "address" };
const DELEGATE: Field = { name: "delegate", type: "address" };

/** EIP-712 types of each message. */
export const CONSENT_MESSAGE_TYPES: Readonly<Record<ConsentMessageKind, TypedFields>> = {
  ConsentGrant: CONSENT_GRANT_TYPES,
  ConsentRevoke: CONSENT_REVOKE_TYPES,
  ConsentRevokeAll: CONSENT_REVOKE_ALL_TYPES,
  ConsentSupersede: {
    ConsentSupersede: [
      { name: "successor", type: "ConsentGrant" },
      { name: "predecessor", type: "bytes32" },
    ],
    ...CONSENT_GRANT_TYPES,
  },
  ConsentSuspend: { ConsentSuspend: [CONSENT, ...ONCE] },
  ConsentResume: { ConsentResume: [CONSENT, ...ONCE] },
  ConsentErase: { ConsentErase: [CONSENT] },
  DelegateAppoint: {
    DelegateAppoint: [
      PATIENT,
      DELEGATE,
      { name: "role", type: "uint8" },
      { name: "until", type: "uint40" },
      { name: "dataClasses", type: "uint32" },
      ...ONCE,
    ],
  },
  DelegateDismiss: { DelegateDismiss: [PATIENT, DELEGATE, ...ONCE] },
  SignerFreeze: { SignerFreeze: [PATIENT, ...ONCE] },
  SignerUnfreeze: { SignerUnfreeze: [PATIENT, ...ONCE] },
  RecoveryAnnounce: { RecoveryAnnounce: [PATIENT, { name: "successor", type: "address" }, ...ONCE] },
  RecoveryCancel: { RecoveryCancel: [PATIENT, ...ONCE] },
};
