/** A catalog as a pod sees it: a file in the mount of a ConfigMap. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class ConfigMapMount {
  readonly folder = mkdtempSync(join(tmpdir(), 'rollbridge-mount-'));
  #version = 0;
  #before: string | null = null;

  constructor(text: string) {
    this.swap(text);
    symlinkSync(join('..data', 'catalog.yaml'), this.path);
  }

  get path(): string {
    return join(this.folder, 'catalog.yaml');
  }

  /** As the kubelet does it: a new folder, a new link beside `..data`, and that renamed over it. */
  swap(text: string): void {
    const name = `..2026_11_21_12_00_00.${++this.#version}`;
    mkdirSync(join(this.folder, name));
    writeFileSync(join(this.folder, name, 'catalog.yaml'), text);
    symlinkSync(name, join(this.folder, '..data_tmp'));
    renameSync(join(this.folder, '..data_tmp'), join(this.folder, '..data'));
    if (this.#before !== null) rmSync(join(this.folder, this.#before), { recursive: true });
    this.#before = name;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
