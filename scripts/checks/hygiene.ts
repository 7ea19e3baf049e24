import type { Verdict } from "./shared.ts";
import { projectFiles, read } from "./shared.ts";

type Rule = { readonly name: string; readonly pattern: RegExp; readonly files?: RegExp };

const BINARY = /\.(bin|ptau|zkey|wasm|png|jpg|svg|csv|gz)$|^package-lock\.json$/;

const RULES: readonly Rule[] = [
  { name: "path of one machine", pattern: /(^|[^\w.-])\/(work|root|Users|home\/[a-z][\w-]*|tmp\/wt)\// },
  { name: "path outside the project", pattern: /\.\.\/shared\/(?!(?:\w+\/)?\w+\.ts)/ },
  { name: "private key", pattern: /BEGIN ([A-Z]+ )?PRIVATE KEY/ },
  { name: "mnemonic", pattern: /mnemonic["']?\s*[:=]\s*["'`]([a-z]{3,8} ){11,}/i },
  {
    name: "token of a service",
    pattern: /\b(ghp_[A-Za-z0-9]{36}|npm_[A-Za-z0-9]{36}|AKIA[A-Z0-9]{16}|xox[bp]-[\w-]{20,})/,
  },
  {
    name: "host of a registry",
    pattern: /https?:\/\/[\w.-]*(registry|npmmirror|artifactory|verdaccio|nexus)[\w.-]*[:/]/,
  },
  { name: "unfinished", pattern: /\b(TO(?:)DO|FIX(?:)ME|HA(?:)CK)\b/, files: /\.(ts|mjs|cjs|sol|json)$/ },
  {
    name: "test switched off or alone",
    pattern: /\b(it|describe|test)\.(skip|only)\(|\bx(it|describe)\(|vm\.skip\(/,
    files: /\.(ts|sol)$/,
  },
];

/** Lines of one file that nobody outside this machine should see, or that hide unfinished work. */
export const hygieneFindings = (file: string, text: string): string[] => {
  if (BINARY.test(file)) return [];
  const rules = RULES.filter(({ files }) => files === undefined || files.test(file));
  return text
    .split("\n")
    .flatMap((line, index) =>
      rules.filter(({ pattern }) => pattern.test(line)).map(({ name }) => `${file}:${index + 1}: ${name}`),
    );
};

export const hygiene = (): Verdict => ({
  findings: projectFiles()
    .filter((file) => file !== "test/scripts/hygiene.test.ts")
    .flatMap((file) => hygieneFindings(file, read(file))),
});
