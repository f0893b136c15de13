import { COMPOSE } from "./containers-compose.ts";
import { DOCKER } from "./containers-docker.ts";
import { HELM } from "./containers-helm.ts";
import { KUBERNETES } from "./containers-kubectl.ts";
import { MACHINE_ROWS } from "./containers-machines.ts";
import type { Program } from "./program.ts";

/** Containers, clusters and virtual machines. */
export const CONTAINERS: readonly Program[] = [...DOCKER, ...COMPOSE, ...KUBERNETES, ...HELM, ...MACHINE_ROWS];
