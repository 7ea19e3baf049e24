// What can be said of dependencies without asking anybody: the lock file and a list of what was looked at.
import type { Verdict } from "./shared.ts";
import { read } from "./shared.ts";

const REVIEWED = "scripts/checks/dependencies.json";
const KINDS = ["dependencies", "optionalDependencies", "devDependencies", "peerDependencies"] as const;
const MODULES = "node_modules/";
/** Versions, perhaps of a package under another name; neither tags nor addresses. */
const FROM_REGISTRY = /^(npm:(@[\w.-]+\/)?[\w.-]+@)?(?=.*[\d*])[\w.^~<>=|* -]+$/;

type Names = Readonly<Record<string, string>>;

export type Locked = Partial<Record<(typeof KINDS)[number], Names>> & {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
};

type Packages = Readonly<Record<string, Locked>>;

/** What people looked at; each entry says why. */
export type Reviewed = {
  readonly installScripts: Names;
  readonly licences: readonly string[];
  readonly excused: Names;
  /** Licences of packages that nothing but circuits/ may reach. */
  readonly circuitsOnly: readonly string[];
};

const nameOf = (place: string): string => place.slice(place.lastIndexOf(MODULES) + MODULES.length);

/** Packages, without the root, workspaces and links to them. */
const installed = (packages: Packages): (readonly [string, Locked])[] =>
  Object.entries(packages).filter(([place, { link }]) => place.includes(MODULES) && link !== true);

const origins = (packages: Packages): string[] => {
  const unhashed = installed(packages)
    .filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ""))
    .map(([place]) => `${place} has no SHA-512 in package-lock.json`);
  const elsewhere = Object.entries(packages)
    .filter(([place]) => !place.includes(MODULES))
    .flatMap(([place, locked]) =>
      KINDS.flatMap((kind) => Object.entries(locked[kind] ?? {})).map(
        ([name, range]) => [place, name, range] as const,
      ),
    )
    .filter(([, , range]) => !FROM_REGISTRY.test(range))
    .map(([place, name, range]) => `${place || "package.json"} takes ${name} from elsewhere: ${range}`);
  return [...unhashed, ...elsewhere];
};

const platforms = (packages: Packages): string[] =>
  installed(packages)
    .filter(([, { os, cpu, libc, optional }]) => (os ?? cpu ?? libc) !== undefined && optional !== true)
    .map(([place]) => `${place} is for one platform and required: make what needs it optional`);

const scripts = (packages: Packages, { installScripts }: Reviewed): string[] => {
  const found = installed(packages).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  const unread = found
    .filter(([place]) => installScripts[nameOf(place)] === undefined)
    .map(([place]) => `${place} runs a script when it is installed: read it and name it in ${REVIEWED}`);
  const required = found
    .filter(([place, { optional }]) => optional !== true && /POSIX/.test(installScripts[nameOf(place)] ?? ""))
    .map(([place]) => `${place} has an install script for POSIX alone and is required`);
  const names = new Set(found.map(([place]) => nameOf(place)));
  const stale = Object.keys(installScripts)
    .filter((name) => !names.has(name))
    .map((name) => `${REVIEWED} names ${name}, which has no install script`);
  return [...unread, ...required, ...stale];
};

/** Where a package at `place` finds another: in its own folder or in one around it. */
const resolvePlace = (packages: Packages, place: string, name: string): string | undefined => {
  for (let around = place; ; around = around.slice(0, Math.max(0, around.lastIndexOf(MODULES) - 1))) {
    const candidate = `${around === "" ? "" : `${around}/`}${MODULES}${name}`;
    if (packages[candidate] !== undefined) return candidate;
    if (around === "") return undefined;
  }
};

/** All that a package reaches, itself included. */
const reachable = (packages: Packages, start: string): Set<string> => {
  const seen = new Set([start]);
  for (const place of seen) {
    for (const kind of KINDS) {
      for (const name of Object.keys(packages[place]?.[kind] ?? {})) {
        const found = resolvePlace(packages, place, name);
        if (found !== undefined) seen.add(found);
      }
    }
  }
  return seen;
};

/** Whether an SPDX expression of AND and OR is met by what is allowed. */
export const isAllowed = (expression: string, allowed: readonly string[]): boolean => {
  const plain = expression.replace(/[()]/g, "");
  return plain
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((licence) => allowed.includes(licence.trim())));
};

const licences = (packages: Packages, { licences: allowed, excused, circuitsOnly }: Reviewed): string[] => {
  const ours = reachable(packages, "");
  const refused = installed(packages).filter(
    ([place, { license = "" }]) =>
      !isAllowed(license, allowed) &&
      excused[nameOf(place)] === undefined &&
      !(isAllowed(license, circuitsOnly) && !ours.has(place)),
  );
  const unused = Object.keys(excused).filter(
    (name) =>
      !installed(packages).some(
        ([place, { license = "" }]) => nameOf(place) === name && !isAllowed(license, allowed),
      ),
  );
  return [
    ...refused.map(([place, { license }]) => `${place} is under ${license ?? "no named licence"}`),
    ...unused.map((name) => `${REVIEWED} excuses ${name}, which needs no excuse`),
  ];
};

/** What a shell of Windows does not know. */
const POSIX_ONLY = /^\w+=|[;$'`]|\b(rm|cp|mv|cat|export|bash|sh) |(^|[ &|])\.\//;

/** Scripts of package.json that only a POSIX shell runs. */
export const scriptFindings = (manifest: { readonly scripts?: Names }): string[] =>
  Object.entries(manifest.scripts ?? {})
    .filter(([, command]) => POSIX_ONLY.test(command))
    .map(([name, command]) => `npm run ${name} needs a POSIX shell: ${command}`);

export const dependencyFindings = (packages: Packages, reviewed: Reviewed): string[] => [
  ...origins(packages),
  ...platforms(packages),
  ...scripts(packages, reviewed),
  ...licences(packages, reviewed),
];

export const dependencies = (): Verdict => ({
  findings: [
    ...dependencyFindings(
      (JSON.parse(read("package-lock.json")) as { packages: Packages }).packages,
      JSON.parse(read(REVIEWED)) as Reviewed,
    ),
    ...scriptFindings(JSON.parse(read("package.json"))),
  ],
});
