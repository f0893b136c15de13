import type { Program } from "./program.ts";
import { COPIERS } from "./remote-hosts-copy.ts";
import { RCLONE } from "./remote-hosts-rclone.ts";
import { SSH } from "./remote-hosts-ssh.ts";

/** Programs that work on another host: logins, commands there, copies to and from it. */
export const REMOTE_HOSTS: readonly Program[] = [...SSH, ...COPIERS, ...RCLONE];
