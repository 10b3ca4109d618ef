/** How long threads have to end by themselves. In milliseconds. */
const THREADS_END_WITHIN_MS = 500;

/**
 * Ends the process with this exit code, and kills it if something keeps it alive. `process.exit()` is not enough: it waits for the native
 * code of every thread, and a password hash can take days.
 */
export function endProcess(code: number): void {
  process.exitCode = code;
  // Without busy threads the event loop is empty and ends the process earlier.
  setTimeout(killProcess, THREADS_END_WITHIN_MS).unref();
}

/** Ends the process at once, even if threads are busy. The listeners of `exit` write the rest of the log. */
export function killProcess(): void {
  process.emit('exit', Number(process.exitCode ?? 1));
  process.kill(process.pid, 'SIGKILL');
  // The first process of a container ignores signals from within it, but not this call.
  process.abort();
}
