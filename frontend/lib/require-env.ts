import { env, type Env, EnvError } from "./env";

/** Ends the process when its environment cannot work, instead of letting the first request find out. */
export function requireEnv(): Env {
  try {
    return env();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
