/** Keeps this process alive until `work` is settled: a child process alone does not. */
export async function stayAwake<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, 2 ** 30);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
