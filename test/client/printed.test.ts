// What strangers name themselves, on the terminal of who looks at it.
import { expect } from "chai";
import { AbiCoder, type JsonRpcApiProvider } from "ethers";
import { print } from "../../client/commands/output.ts";
import { readToken, withSymbol } from "../../client/tokens.ts";
import type { Hex } from "../../standards/hex.ts";
import { catchPrinted } from "../support/catchPrinted.ts";

const DECIMALS = "0x313ce567";
const TOKEN = `0x${"11".repeat(20)}` as Hex;

/** A chain with one token, which says this of itself. */
const chainWith = (symbol: string): JsonRpcApiProvider => {
  const coder = AbiCoder.defaultAbiCoder();
  const call = async ({ data }: { data: string }): Promise<string> =>
    data.startsWith(DECIMALS) ? coder.encode(["uint8"], [6]) : coder.encode(["string"], [symbol]);
  return { call, resolveName: async (name: string) => name } as unknown as JsonRpcApiProvider;
};

describe("what is printed", () => {
  it("names a token only by what is a name", async () => {
    const named = async (symbol: string) => withSymbol(1n, await readToken(chainWith(symbol), TOKEN));
    for (const symbol of ["USDC", "UNI-V2", "βETH", "$WIF"])
      expect(await named(symbol)).to.equal(`0.000001 ${symbol}`);
    for (const symbol of [
      "USDC\npaid  1000000.000000 USDC",
      "\u001b[2K\u001b[1AUSDC",
      "USDC\u202e",
      "USDC   yes",
      "U".repeat(33),
      "",
    ])
      expect(await named(symbol), JSON.stringify(symbol)).to.equal("0.000001 tokens");
  });

  it("shows by its number what a terminal would obey", async () => {
    const printed = { stdout: "", stderr: "" };
    const detail = "10.5/x\nsound  true\u001b[1A\u202e\u2028 ü 薬";
    await catchPrinted(printed, async () => print({ detail, n: 1 }, false));
    expect(printed.stdout).to.equal(
      "detail  10.5/x\\u{a}sound  true\\u{1b}[1A\\u{202e}\\u{2028} ü 薬\nn       1\n",
    );
    await catchPrinted(printed, async () => print({ detail }, true));
    expect(JSON.parse(printed.stdout.split("\n").at(-2) ?? "")).to.deep.equal({ detail });
  });
});
