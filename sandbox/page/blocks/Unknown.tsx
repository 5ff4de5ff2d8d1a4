/** Something that this page does not draw: said openly, with all there is. */
import type { Json } from '../../web/shape.ts';

export function Unknown({ what, of }: { what: 'block' | 'element' | 'part'; of: Json }) {
  return (
    <details className="block unknown">
      <summary>
        This page does not draw the {what} <code>{String(of.type)}</code>
      </summary>
      <pre>{JSON.stringify(of, null, 2)}</pre>
    </details>
  );
}
