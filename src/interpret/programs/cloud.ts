import { AWS } from "./cloud-aws.ts";
import { AZURE_ROWS } from "./cloud-azure.ts";
import { GCLOUD_ROWS } from "./cloud-gcloud.ts";
import { HOSTING } from "./cloud-hosting.ts";
import { SAAS } from "./cloud-saas.ts";
import { STORES } from "./cloud-stores.ts";
import type { Program } from "./program.ts";

/** Command lines of clouds, hosting and services. */
export const CLOUD: readonly Program[] = [...AWS, ...GCLOUD_ROWS, ...AZURE_ROWS, ...HOSTING, ...SAAS, ...STORES];
