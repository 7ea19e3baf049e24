// Takes out of an image what only benchmarks and checks load. (`npm prune --omit=optional` would take esbuild's binary too.)
import { readFileSync, rmSync } from "node:fs";

const { optionalDependencies = {} } = JSON.parse(readFileSync("package.json", "utf8"));
for (const name of Object.keys(optionalDependencies))
  rmSync(`node_modules/${name}`, { recursive: true, force: true });
