import type { FunctionFragment, ParamType } from "ethers";

const zeroOf = ({ baseType, type, components, arrayChildren, arrayLength }: ParamType): unknown => {
  if (baseType === "tuple") return (components ?? []).map(zeroOf);
  if (baseType === "array")
    return Array.from({ length: Math.max(arrayLength ?? 0, 0) }, () => zeroOf(arrayChildren as ParamType));
  if (type === "address") return `0x${"00".repeat(20)}`;
  if (type === "bool") return false;
  if (type === "string") return "";
  if (type === "bytes") return "0x";
  if (type.startsWith("bytes")) return `0x${"00".repeat(Number(type.slice(5)))}`;
  return 0n;
};

/** Arguments that encode, and mean nothing: for calls that must fail before anybody reads them. */
export const zeroArguments = ({ inputs }: FunctionFragment): unknown[] => inputs.map(zeroOf);
