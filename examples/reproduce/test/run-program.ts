/** Runs a program as `npx tsx` would, with these arguments. */
export async function runProgram(program: () => Promise<unknown>, ...args: string[]): Promise<void> {
  const { argv } = process;
  process.argv = [...argv.slice(0, 2), ...args];
  try {
    await program();
  } finally {
    process.argv = argv;
  }
}
