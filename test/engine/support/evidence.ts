/** A vault in memory and a source that does what a test says. */
import type {
  Collector,
  EvidenceBundle,
  EvidenceSource,
  EvidenceVault,
  Occasion,
  OpenBundle,
  Piece,
  Sealed,
} from '../../../src/engine/evidence/ports.ts';
import type { CaptureAbout } from '../../../src/model/capture.ts';

export class FakeBundle implements OpenBundle {
  readonly name: string;
  readonly pieces: Piece[] = [];
  readonly missing: { readonly what: string; readonly why: string }[] = [];
  about: CaptureAbout | null = null;

  constructor(name: string) {
    this.name = name;
  }

  put(piece: Piece): Promise<void> {
    this.pieces.push(piece);
    return Promise.resolve();
  }

  has(path: string): boolean {
    return this.pieces.some((piece) => piece.path === path);
  }

  lacks(what: string, why: string): void {
    this.missing.push({ what, why });
  }

  seal(about: CaptureAbout): Promise<Sealed> {
    this.about = about;
    const gaps = this.missing.map(({ why }) => ({ why, count: 1 }));
    const { length: missing } = this.missing;
    return Promise.resolve({ folder: this.name, files: this.pieces.length + 1, missing, gaps, manifest: 'fake' });
  }

  object(path: string): unknown {
    const content = this.pieces.find((piece) => piece.path === path)?.content;
    return content !== undefined && 'object' in content ? content.object : undefined;
  }
}

export class FakeVault implements EvidenceVault {
  readonly bundles: FakeBundle[] = [];
  trouble: Error | null = null;
  opening: () => Promise<void> = () => Promise.resolve();

  async open(service: string, asOf: Date): Promise<FakeBundle> {
    if (this.trouble !== null) throw this.trouble;
    await this.opening();
    const bundle = new FakeBundle(`${service}_${asOf.toISOString()}`);
    this.bundles.push(bundle);
    return bundle;
  }

  archive(): Promise<null> {
    return Promise.resolve(null);
  }
}

export class FakeSource implements EvidenceSource {
  readonly name = 'fake';
  /** Told of their moment, and then begun to be collected. */
  readonly asked: Occasion[] = [];
  readonly begun: Occasion[] = [];
  collecting: (bundle: EvidenceBundle, signal: AbortSignal) => Promise<void> = () => Promise.resolve();

  begin(occasion: Occasion): Collector {
    this.asked.push(occasion);
    return (bundle, signal) => {
      this.begun.push(occasion);
      return this.collecting(bundle, signal);
    };
  }
}
