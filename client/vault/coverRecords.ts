import type { AccessRequest } from "../../standards/accessRequest.ts";
import type { ConsentGrant } from "../../standards/consent.ts";
import type { DenyReason } from "../../standards/consentDecision.ts";
import type { Hex } from "../../standards/hex.ts";
import type { SealedRecord } from "./vaultTypes.ts";

type Asked = {
  readonly custodian: Hex;
  /** The keys that are bound to the handle that the grant names. */
  readonly keys: readonly Hex[];
  readonly grant: ConsentGrant;
  readonly request: AccessRequest;
  /** How many records are asked for; `held` are those that there are. */
  readonly asked: number;
  readonly held: readonly SealedRecord[];
};

const OPEN_END = 0;

/**
 * Why a permit does not reach these records: the chain decided over what the request says, and what the request says must
 * be true of every record. A record that is not there and one of somebody else are denied alike. So is a consent that
 * somebody else signed: the registry knows no patients, it takes anybody's signature over anybody's handle.
 */
export const coverRecords = ({
  custodian,
  keys,
  grant,
  request,
  asked,
  held,
}: Asked): DenyReason | undefined => {
  const { terms } = grant;
  const ours = terms.custodian.toLowerCase() === custodian.toLowerCase();
  const theirs = held.every(({ subject }) => subject.toLowerCase() === terms.subject.toLowerCase());
  const signed = keys.some((key) => key.toLowerCase() === grant.signer.toLowerCase());
  if (!ours || !theirs || !signed || held.length !== asked) return "NO_CONSENT";
  if (!held.every((record) => record.dataClass === request.dataClass && isWithin(record, request))) {
    return "SCOPE";
  }
  return held.every(({ confidentiality }) => confidentiality <= request.confidentiality)
    ? undefined
    : "LABEL";
};

/** Whether a record came to be in the period that the request states. */
const isWithin = (record: SealedRecord, { dataFrom, dataTo }: AccessRequest): boolean =>
  record.dataFrom >= dataFrom &&
  (dataTo === OPEN_END || (record.dataTo !== OPEN_END && record.dataTo <= dataTo));
