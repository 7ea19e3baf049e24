// Documents that parties sign in their wallets under EIP-712.
import { type JsonRpcApiProvider, type TypedDataDomain, TypedDataEncoder, type TypedDataField } from "ethers";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";

export type Signable = {
  readonly domain: TypedDataDomain;
  readonly types: Record<string, TypedDataField[]>;
  readonly primaryType: string;
  // biome-ignore lint/suspicious/noExplicitAny: ethers types messages so.
  readonly message: Record<string, any>;
};

/** The endpoint does not hold the key that has to sign. */
export class SignerAbsentError extends TheriacError {
  readonly code = "SIGNER_ABSENT";
  constructor(account: string) {
    super("The endpoint does not hold the key of this account.", {
      context: { account },
      hint: "Print the document with --typed-data, sign it in the wallet, and bring the signature along.",
    });
  }
}

/** As eth_signTypedData_v4 takes it, for wallets that are elsewhere. */
export const typedDataText = ({ domain, types, message }: Signable): string =>
  JSON.stringify(TypedDataEncoder.getPayload(domain, types, message));

/** Signs with an account of the endpoint. */
export const signHere = async (
  provider: JsonRpcApiProvider,
  account: Hex,
  { domain, types, message }: Signable,
): Promise<Hex> => {
  const held = (await provider.listAccounts()).some(
    ({ address }) => address.toLowerCase() === account.toLowerCase(),
  );
  if (!held) throw new SignerAbsentError(account);
  return (await (await provider.getSigner(account)).signTypedData(domain, types, message)) as Hex;
};
