/** The part of WebAssembly's JavaScript API that is used here, which @types/node does not declare: https://webassembly.github.io/spec/js-api */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  /** A trap: the memory could not grow. */
  class RuntimeError extends Error {}
  class Global {
    readonly value: number;
  }
}
