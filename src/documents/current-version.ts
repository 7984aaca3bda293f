/** Tells caches in this process which version of the documents of a newsroom or the directory is current. */
export class CurrentVersion {
  #version: number | null = null;

  /** While it is null, cached documents must not be used. */
  get version(): number | null {
    return this.#version;
  }

  /** Must be called in the same turn in which the commit resolves, so that the next read gets the new version. */
  set(version: number | null): void {
    this.#version = version;
  }
}

export class CurrentVersions {
  readonly #currentVersions = new Map<number, CurrentVersion>();

  of(key: number): CurrentVersion {
    const currentVersion = this.#currentVersions.get(key) ?? new CurrentVersion();
    this.#currentVersions.set(key, currentVersion);
    return currentVersion;
  }
}
