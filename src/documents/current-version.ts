/** Which version of its documents a newsroom, or the directory, shows at this moment; for whoever keeps some in its process. */
export class CurrentVersion {
  #version: number | null = null;

  /** Null as long as it is not known, or nothing is shown: then nothing that was kept may be. */
  get version(): number | null {
    return this.#version;
  }

  /** To be told in the same turn as a commit is known to be done, so that the next reader finds the new version. */
  set(version: number | null): void {
    this.#version = version;
  }
}

/** The editions of the newsrooms and the directory of one process, by key. */
export class CurrentVersions {
  readonly #currentVersions = new Map<number, CurrentVersion>();

  of(key: number): CurrentVersion {
    const known = this.#currentVersions.get(key) ?? new CurrentVersion();
    this.#currentVersions.set(key, known);
    return known;
  }
}
