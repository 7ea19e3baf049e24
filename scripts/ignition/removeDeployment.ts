import { rm, rmdir } from "node:fs/promises";
import path from "node:path";

const FOLDER = "deployments";
const STAYS = ["ENOTEMPTY", "EEXIST", "ENOENT"];

/** Forgets a deployment to a chain that is gone; the folder of deployments stays while others are in it. */
export const removeDeployment = async (deploymentId: string): Promise<void> => {
  await rm(path.join(FOLDER, deploymentId), { recursive: true, force: true });
  try {
    await rmdir(FOLDER);
  } catch (error) {
    if (!STAYS.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
};
