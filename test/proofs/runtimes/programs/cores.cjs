/**
 * `cores=1` on the command line makes the library believe that the machine has one core. On Node it then checks
 * signatures inline, and with more cores on the thread pool. Must be called before the library is loaded.
 * @returns a function to be called at the end, which throws if the library never asked
 */
exports.pretendCores = function pretendCores() {
  const option = process.argv.find((word) => word.startsWith('cores='));
  if (option === undefined) return () => {};

  const getBuiltinModule = process.getBuiltinModule;
  const cores = Number(option.slice('cores='.length));
  let wasAsked = false;
  function availableParallelism() {
    wasAsked = true;
    return cores;
  }
  process.getBuiltinModule = (name) => {
    const builtin = getBuiltinModule.call(process, name);
    return name === 'node:os' ? { ...builtin, availableParallelism } : builtin;
  };
  return function expectAsked() {
    if (!wasAsked) throw new Error('the library did not ask for the number of cores: are its engines others now?');
  };
};
