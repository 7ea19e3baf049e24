// Amounts of an ERC-20 token as people write them.
import { Contract, formatUnits, Interface, type JsonRpcApiProvider, parseUnits } from "ethers";
import { TheriacError } from "../standards/errors.ts";
import type { Hex } from "../standards/hex.ts";
import type { Call } from "./calls.ts";

const ERC20 = new Interface([
  "function symbol() view returns (string)",
  "function decimals() view returns (uint8)",
  "function balanceOf(address) view returns (uint256)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function deposit() payable",
]);

export type Token = { readonly address: Hex; readonly symbol: string; readonly decimals: number };

/** At the address is no ERC-20 token. */
export class TokenUnreadableError extends TheriacError {
  readonly code = "TOKEN_UNREADABLE";
  constructor(token: string) {
    super("At this address is no ERC-20 token that tells its decimals.", { context: { token } });
  }
}

/** An amount is no decimal number, or finer than the token. */
export class AmountMalformedError extends TheriacError {
  readonly code = "AMOUNT_MALFORMED";
  constructor(where: string, given: string, decimals: number) {
    super("An amount is not a decimal number that this can hold.", {
      context: { where, given, decimals },
      hint: "Write digits, and at most as many after the point as there are decimals; no separators.",
    });
  }
}

/** Anyone's token names itself: nothing that a terminal obeys, nor that reads as another column or line. */
const PLAIN_SYMBOL = /^[\x21-\x7e\p{L}\p{N}]{1,32}$/u;

const contractAt = (provider: JsonRpcApiProvider, token: Hex) => new Contract(token, ERC20, provider);

export const readToken = async (provider: JsonRpcApiProvider, address: Hex): Promise<Token> => {
  const contract = contractAt(provider, address);
  try {
    const decimals = Number(await contract.getFunction("decimals")());
    // Old tokens answer with bytes32: the name is for people only.
    const symbol: string = await contract
      .getFunction("symbol")()
      .catch(() => "");
    return { address, symbol: PLAIN_SYMBOL.test(symbol) ? symbol : "tokens", decimals };
  } catch {
    throw new TokenUnreadableError(address);
  }
};

export const balanceOf = (provider: JsonRpcApiProvider, token: Hex, account: Hex): Promise<bigint> =>
  contractAt(provider, token).getFunction("balanceOf")(account);

const PLAIN = /^[0-9]+(?:\.[0-9]+)?$/;

/** A decimal number in units of 10^-decimals. */
export const parseAmount = (where: string, text: string, decimals: number): bigint => {
  try {
    if (PLAIN.test(text)) return parseUnits(text, decimals);
  } catch {
    // Finer than the token.
  }
  throw new AmountMalformedError(where, text, decimals);
};

/** With all decimals, so that columns of amounts compare. */
export const formatAmount = (amount: bigint, decimals: number): string => {
  const [whole = "0", fraction = ""] = formatUnits(amount, decimals).split(".");
  return decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, "0")}`;
};

export const withSymbol = (amount: bigint, { decimals, symbol }: Token): string =>
  `${formatAmount(amount, decimals)} ${symbol}`;

/**
 * What is missing of an allowance of this amount. Some tokens refuse to change one that is not zero: it is taken back
 * first.
 */
export const approvals = async (
  provider: JsonRpcApiProvider,
  token: Token,
  { owner, spender, amount }: { readonly owner: Hex; readonly spender: Hex; readonly amount: bigint },
): Promise<readonly Call[]> => {
  const allowed: bigint = await contractAt(provider, token.address).getFunction("allowance")(owner, spender);
  if (allowed >= amount) return [];
  const approve = (to: bigint, does: string): Call => ({
    contract: token.symbol,
    to: token.address,
    data: ERC20.encodeFunctionData("approve", [spender, to]) as Hex,
    does,
  });
  return [
    ...(allowed > 0n ? [approve(0n, "takes back an older allowance")] : []),
    approve(amount, `allows ${withSymbol(amount, token)} to be taken`),
  ];
};

/** Turns ether into the wrapped-ether token. */
export const wrapEther = (token: Token, amount: bigint): Call => ({
  contract: token.symbol,
  to: token.address,
  data: ERC20.encodeFunctionData("deposit") as Hex,
  value: amount,
  does: `wraps ${withSymbol(amount, token)}`,
});
