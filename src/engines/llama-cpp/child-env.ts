/** Variables that a child process may see: what the loader and the system libraries need, nothing that could be a key. */
const ALLOWED =
  /^(?:PATH|HOME|TMPDIR|TMP|TEMP|LANG|LC_[A-Z]+|TZ|USER|LOGNAME|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|SYSTEMROOT|WINDIR|SYSTEMDRIVE|USERPROFILE|APPDATA|LOCALAPPDATA|PATHEXT|COMSPEC|NUMBER_OF_PROCESSORS|PROCESSOR_ARCHITECTURE|CUDA_VISIBLE_DEVICES|GGML_\w+|OMP_\w+)$/i;

/** The environment of an engine's child process: an allow-list, so that no key of the parent gets in. */
export function childEnv(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && ALLOWED.test(entry[0]),
  );
  return Object.fromEntries(kept);
}
