// The files of container/, read as their tools read them.
import { readFileSync } from "node:fs";
import path from "node:path";
import { DockerfileParser, type Instruction } from "dockerfile-ast";
import { parse } from "yaml";

const FOLDER = "container";

export const text = (name: string): string => readFileSync(path.join(FOLDER, name), "utf8");

export const yamlOf = (name: string): unknown => parse(text(name), { merge: true });

/** One `FROM` and what follows it. */
export type Stage = { readonly base: string; readonly steps: readonly Instruction[] };

export const stagesOf = (containerfile: string): readonly Stage[] => {
  const instructions = DockerfileParser.parse(containerfile).getInstructions();
  const stages: { base: string; steps: Instruction[] }[] = [];
  for (const instruction of instructions) {
    if (instruction.getKeyword() === "FROM")
      stages.push({ base: instruction.getArgumentsContent() ?? "", steps: [] });
    else stages.at(-1)?.steps.push(instruction);
  }
  return stages;
};

export const argumentsOf = (stage: Stage, keyword: string): readonly string[] =>
  stage.steps
    .filter((step) => step.getKeyword() === keyword)
    .map((step) => step.getTextContent().slice(keyword.length).trim());

/** The words of `CMD [...]` and its like; undefined for the form that needs a shell. */
export const execForm = (given: string): readonly string[] | undefined => {
  try {
    return JSON.parse(given) as string[];
  } catch {
    return undefined;
  }
};

/** What a compose file's `${NAME:?why}` and `${NAME}` stand for. */
export const interpolate = (value: unknown, variables: Readonly<Record<string, string>>): unknown => {
  if (typeof value === "string")
    return value.replace(/\$\{(\w+)(?::\?[^}]*)?\}/g, (_, name: string) => {
      const found = variables[name];
      if (found === undefined) throw new Error(`The compose file wants ${name}.`);
      return found;
    });
  if (Array.isArray(value)) return value.map((one) => interpolate(one, variables));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, interpolate(one, variables)]));
};
