import type { Signer } from "ethers";
import { attesterRegistryDomain, DEVICE_READINGS_TYPES, deviceProof } from "../standards/attestations.ts";
import type { Hex } from "../standards/hex.ts";
import { encodeReadings, type ReadingSeries, readingsStatement } from "../standards/readings.ts";

/** A device's readings with its signature: what ColdChain judges and what operators fetch. */
export type SignedReadings = {
  readonly readings: Uint8Array;
  readonly device: Hex;
  readonly signature: Hex;
  /** keccak256 of the readings: their series id and payload hash. */
  readonly payloadHash: Hex;
  /** For a DEVICE_SIGNED request. */
  readonly provenanceProof: Hex;
};

/** What a logger does when its series ends: encodes the readings and signs their hash chain. */
export const signReadings = async (
  logger: Signer,
  series: ReadingSeries,
  chainId: number,
  attesters: Hex,
): Promise<SignedReadings> => {
  const readings = encodeReadings(series);
  const statement = readingsStatement(readings);
  const domain = attesterRegistryDomain(chainId, attesters);
  const signature = (await logger.signTypedData(domain, DEVICE_READINGS_TYPES, statement)) as Hex;
  const device = (await logger.getAddress()) as Hex;
  return {
    readings,
    device,
    signature,
    payloadHash: statement.payloadHash,
    provenanceProof: deviceProof(statement, device, signature),
  };
};
