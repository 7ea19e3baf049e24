import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Fragment } from "ethers";
import type { Deployable } from "../chain.ts";
import type { Collected } from "./sources.ts";

const CACHE = path.resolve(import.meta.dirname, "..", "..", "..", "cache", "bench-peers");

/** Both code generators are tried, since peers do better under one or the other. */
export type Pipeline = "legacy" | "viaIR";
export const PIPELINES: readonly Pipeline[] = ["legacy", "viaIR"];

type Placements = Record<string, Record<string, { start: number; length: number }[]>>;
/** Some peers have types in their ABI that no library knows; ethers would print each of them beside the figures. */
const parsable = (abi: Deployable["abi"]): Deployable["abi"] =>
  (abi as readonly object[]).filter((fragment) => {
    try {
      return Fragment.from(fragment) !== null;
    } catch {
      return false;
    }
  });

type Compiled = { abi: Deployable["abi"]; evm: { bytecode: { object: string; linkReferences: Placements } } };
type Output = {
  errors?: { severity: string; formattedMessage: string }[];
  contracts?: Record<string, Record<string, Compiled>>;
};
type Solc = { compile: (input: string) => string; version: () => string };

export type Peers = {
  /** Code of a contract, linked with libraries that are already deployed (name to address). */
  readonly code: (name: string, libraries?: Readonly<Record<string, string>>) => Deployable;
};

const solc = (): Solc => createRequire(import.meta.url)("solc") as Solc;

const compileOnce = (input: string): Output => {
  const file = path.join(CACHE, `${createHash("sha256").update(input).digest("hex")}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Output;
  const output = solc().compile(input);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(file, output);
  return JSON.parse(output) as Output;
};

const link = ({ bytecode }: Compiled["evm"], libraries: Readonly<Record<string, string>>): string => {
  let object = bytecode.object;
  for (const names of Object.values(bytecode.linkReferences)) {
    for (const [name, places] of Object.entries(names)) {
      const address = libraries[name]?.slice(2).toLowerCase();
      if (address === undefined) throw new Error(`Nothing to link for ${name}`);
      for (const { start, length } of places) {
        object = object.slice(0, start * 2) + address + object.slice((start + length) * 2);
      }
    }
  }
  return `0x${object}`;
};

/** Compiles with our own compiler and settings. Results are kept under cache/, code of peers is never committed. */
export const compile = ({ sources, remappings }: Collected, pipeline: Pipeline, runs = 1_000_000): Peers => {
  const input = JSON.stringify({
    language: "Solidity",
    sources,
    settings: {
      remappings,
      evmVersion: "osaka",
      viaIR: pipeline === "viaIR",
      optimizer: { enabled: true, runs },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.bytecode.linkReferences"] } },
    },
  });
  const { errors = [], contracts = {} } = compileOnce(input);
  const fatal = errors.find(({ severity }) => severity === "error");
  if (fatal !== undefined) throw new Error(fatal.formattedMessage);
  return {
    code: (name, libraries = {}) => {
      const found = Object.values(contracts)
        .map((names) => names[name])
        .find((compiled) => compiled !== undefined && compiled.evm.bytecode.object !== "");
      if (found === undefined) throw new Error(`No contract ${name} among the peer's sources`);
      return { abi: parsable(found.abi), bytecode: link(found.evm, libraries) };
    },
  };
};
