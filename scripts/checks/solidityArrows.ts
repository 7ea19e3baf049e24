// Who may import whom among the contracts. Wiring happens at deployment, so contracts see only interfaces.
import type { Verdict } from "./shared.ts";
import { projectFiles, read } from "./shared.ts";

const EXACT = /^0\.8\.37$/;
/** From 0.8.30 on; a file that needs a later feature says so. */
const CARET = /^\^0\.8\.3\d$/;
/** Whole packages whose sources may be imported. Of @chainlink/contracts only the MIT files may. */
const PACKAGES = ["@openzeppelin/contracts/", "solady/src/", "@chainlink/contracts/src/"];
const LOWER_ROOMS: Readonly<Record<string, readonly string[]>> = {
  types: ["types"],
  interfaces: ["types", "interfaces"],
  libraries: ["types", "interfaces", "libraries"],
};
/** The abstract base that any consumer of answers may build on. */
const SHARED_BASE = "contracts/oracle/InferenceConsumer.sol";

export type Sources = ReadonlyMap<string, string>;

const roomOf = (file: string): string => file.split("/")[1] ?? "";

/** Source without comments, so that prose never counts as code. */
const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");

const isConcrete = (text: string): boolean => /^\s*contract\s+\w+/m.test(code(text));
const isBase = (text: string): boolean =>
  !isConcrete(text) && /^\s*abstract\s+contract\s+\w+/m.test(code(text));

type Import = { readonly path: string; readonly named: boolean };

const importsOf = (text: string): Import[] =>
  [...code(text).matchAll(/\bimport\s+([^;]*?)["']([^"']+)["']/g)].map(([, names = "", path = ""]) => ({
    path,
    named: names.trim().startsWith("{"),
  }));

const resolve = (from: string, target: string): string => {
  if (!target.startsWith(".")) return target;
  const parts = from.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
};

/** Why `from` may not import `target`, or nothing. */
const forbidden = (
  from: string,
  target: string,
  sources: Sources,
  spdxOf: (path: string) => string,
): string | undefined => {
  if (!target.startsWith("contracts/")) {
    if (!PACKAGES.some((name) => target.startsWith(name))) return "is from no package that contracts may use";
    if (roomOf(from) === "types") return "types import nothing but types";
    if (target.startsWith("@chainlink/") && spdxOf(target) !== "MIT") return "is not MIT licensed";
    return undefined;
  }
  const [room, targetRoom] = [roomOf(from), roomOf(target)];
  const lower = LOWER_ROOMS[room];
  if (lower !== undefined)
    return lower.includes(targetRoom) ? undefined : `${room} import only ${lower.join(", ")}`;
  if (room === "mocks") return undefined;
  if (targetRoom === "mocks") return "mocks are for tests";
  if (LOWER_ROOMS[targetRoom] !== undefined || target === SHARED_BASE) return undefined;
  if (targetRoom === room && isBase(sources.get(target) ?? "")) return undefined;
  return "contracts import interfaces, never contracts";
};

const pragmaFinding = (file: string, text: string): string | undefined => {
  const pragma = /pragma solidity ([^;]+);/.exec(text)?.[1] ?? "none";
  const wanted = isConcrete(text) ? [EXACT] : isBase(text) ? [EXACT, CARET] : [CARET];
  if (wanted.some((pattern) => pattern.test(pragma))) return undefined;
  return `${file}: pragma ${pragma}; deployables pin 0.8.37, all else floats from ^0.8.30`;
};

/** Everything that is wrong with the imports and pragmas of these sources (contracts/ and test/). */
export const solidityFindings = (sources: Sources, spdxOf: (path: string) => string): string[] =>
  [...sources].flatMap(([file, text]) => {
    const imports = importsOf(text).flatMap(({ path, named }) => {
      const target = resolve(file, path);
      const why = file.startsWith("contracts/") ? forbidden(file, target, sources, spdxOf) : undefined;
      return [
        ...(named ? [] : [`${file}: import ${path} without names`]),
        ...(why === undefined ? [] : [`${file}: imports ${target}: ${why}`]),
      ];
    });
    const pragma = pragmaFinding(file, text);
    return pragma === undefined ? imports : [...imports, pragma];
  });

const licenceOf = (target: string): string =>
  /SPDX-License-Identifier:\s*(\S+)/.exec(read(`node_modules/${target}`))?.[1] ?? "none";

export const solidityArrows = (): Verdict => {
  const files = projectFiles().filter((file) => /^(contracts|test)\/.*\.sol$/.test(file));
  return { findings: solidityFindings(new Map(files.map((file) => [file, read(file)])), licenceOf) };
};
