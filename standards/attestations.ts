import { AbiCoder } from "ethers";
import type { Hex } from "./hex.ts";
import type { Eip712Domain } from "./inference.ts";

/** What an issuer says of an input. Fields as in IAttesterRegistry. */
export type InputAttestation = {
  readonly payloadHash: Hex;
  readonly inputCommitment: Hex;
  readonly measuredAt: number;
  readonly validUntil: number;
};

/** What a device says of its readings. Fields as in IAttesterRegistry. */
export type DeviceReadings = {
  readonly payloadHash: Hex;
  readonly chainHead: Hex;
  readonly startedAt: number;
  readonly count: number;
};

type TypedFields = Record<string, { name: string; type: string }[]>;

export const INPUT_ATTESTATION_TYPES: TypedFields = {
  InputAttestation: [
    { name: "payloadHash", type: "bytes32" },
    { name: "inputCommitment", type: "bytes32" },
    { name: "measuredAt", type: "uint40" },
    { name: "validUntil", type: "uint40" },
  ],
};

export const DEVICE_READINGS_TYPES: TypedFields = {
  DeviceReadings: [
    { name: "payloadHash", type: "bytes32" },
    { name: "chainHead", type: "bytes32" },
    { name: "startedAt", type: "uint40" },
    { name: "count", type: "uint32" },
  ],
};

/** EIP-712 domain of the attester registry. */
export const attesterRegistryDomain = (chainId: number, registry: Hex): Eip712Domain => ({
  name: "AttesterRegistry",
  version: "1",
  chainId,
  verifyingContract: registry,
});

const encode = (tuple: string, value: object, signer: Hex, signature: Hex): Hex =>
  AbiCoder.defaultAbiCoder().encode([tuple, "address", "bytes"], [value, signer, signature]) as Hex;

/** The provenance proof of an ISSUER_SIGNED request. */
export const issuerProof = (attestation: InputAttestation, issuer: Hex, signature: Hex): Hex =>
  encode(
    "tuple(bytes32 payloadHash,bytes32 inputCommitment,uint40 measuredAt,uint40 validUntil)",
    attestation,
    issuer,
    signature,
  );

/** The provenance proof of a DEVICE_SIGNED request. */
export const deviceProof = (readings: DeviceReadings, device: Hex, signature: Hex): Hex =>
  encode(
    "tuple(bytes32 payloadHash,bytes32 chainHead,uint40 startedAt,uint32 count)",
    readings,
    device,
    signature,
  );
