/** Files below a message: pictures are shown, text can be looked at, pages open in a tab, everything can be saved. */
import { useState } from 'react';
import type { FileShape } from '../../web/shape.ts';
import { Dialog } from '../layout/Dialog.tsx';
import { useDirectory } from '../shared.ts';

/** Of longer texts the beginning is shown. */
const SHOWN_CHARS = 100_000;
const PICTURE = /\.(png|jpe?g|gif|webp)$/i;
const TEXT = /\.(txt|log|md|json|ya?ml|csv|prom|xml)$/i;
const PAGE = /\.html$/i;

export function Files({ files }: { files: readonly FileShape[] }) {
  if (files.length === 0) return null;
  return (
    <div className="files">
      {files.map((file) => (
        <FileCard key={file.id} file={file} />
      ))}
    </div>
  );
}

function FileCard({ file }: { file: FileShape }) {
  const { me } = useDirectory();
  const [text, setText] = useState<string | null>(null);
  const address = `/api/people/${me}/files/${file.id}/${encodeURIComponent(file.name)}`;
  const show = async () => setText((await (await fetch(address)).text()).slice(0, SHOWN_CHARS));
  return (
    <figure className="file">
      {PICTURE.test(file.name) && <img src={address} alt={file.title} loading="lazy" />}
      <figcaption>
        <span>
          <strong>{file.title || file.name}</strong>
          <span className="quiet">
            {file.name} · {sizeOf(file.size)}
          </span>
        </span>
        {TEXT.test(file.name) && (
          <button type="button" className="button plain" onClick={() => void show()}>
            View
          </button>
        )}
        {PAGE.test(file.name) && (
          <a className="button plain" href={address} target="_blank" rel="noreferrer">
            Open
          </a>
        )}
        <a className="button plain" href={address} download={file.name}>
          Download
        </a>
      </figcaption>
      {text !== null && (
        <Dialog className="wide" title={file.title || file.name} onClose={() => setText(null)}>
          <pre className="dialog-body file-text">{text}</pre>
        </Dialog>
      )}
    </figure>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
