// The custodian signs an accounting whole: without that a reader could leave an access out, or all of them. The signature
// binds the range, how many accesses there are, and each of them in its place. It says nothing of whom they are about.
import { concat, keccak256, TypedDataEncoder, toUtf8Bytes } from "ethers";
import type { TypedDataSigner } from "../../standards/accessDecision.ts";
import { canonicalJson } from "../../standards/canonicalJson.ts";
import type { Hex } from "../../standards/hex.ts";
import { isSignedBy } from "../../standards/signatures.ts";
import { vaultDomain } from "../vault/keyRequest.ts";
import type { AccountedAccess, Accounting } from "./accounting.ts";

export type UnsignedAccounting = Omit<Accounting, "signature">;

const ACCOUNTING_TYPES = {
  AccessAccounting: [
    { name: "custodian", type: "address" },
    { name: "consentRegistry", type: "address" },
    { name: "since", type: "uint40" },
    { name: "until", type: "uint40" },
    { name: "count", type: "uint32" },
    { name: "accessesHash", type: "bytes32" },
  ],
};

const BYTES = /^0x[0-9a-fA-F]*$/;

/** An access as JSON in one spelling: hex digits small, masks as decimal text. */
const plainOf = (access: AccountedAccess): unknown =>
  JSON.parse(
    JSON.stringify(access, (_, value) => {
      if (typeof value === "bigint") return value.toString();
      return typeof value === "string" && BYTES.test(value) ? value.toLowerCase() : value;
    }),
  );

const hashOf = (access: AccountedAccess): string => keccak256(toUtf8Bytes(canonicalJson(plainOf(access))));

const messageOf = ({ custodian, consentRegistry, since, until, accesses }: UnsignedAccounting) => ({
  custodian,
  consentRegistry,
  since,
  until,
  count: accesses.length,
  accessesHash: keccak256(concat(accesses.map(hashOf))),
});

export const signAccounting = async (
  custodian: TypedDataSigner,
  accounting: UnsignedAccounting,
): Promise<Accounting> => {
  const [domain, message] = [vaultDomain(accounting), messageOf(accounting)];
  const signature = (await custodian.signTypedData(domain, ACCOUNTING_TYPES, message)) as Hex;
  return { ...accounting, signature };
};

/** Whether the custodian that the accounting names signed all of it. */
export const isSignedByCustodian = ({ signature, ...accounting }: Accounting): boolean => {
  try {
    const [domain, message] = [vaultDomain(accounting), messageOf(accounting)];
    const digest = TypedDataEncoder.hash(domain, ACCOUNTING_TYPES, message) as Hex;
    return isSignedBy(accounting.custodian, digest, signature);
  } catch {
    return false;
  }
};
