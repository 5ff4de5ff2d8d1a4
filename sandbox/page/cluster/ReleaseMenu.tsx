/** Puts a command for a release of this service where the person writes: it goes through Rollbridge as any other. */
import { giveDraft } from '../composer/draft.ts';
import { Menu } from '../layout/Menu.tsx';
import { BOT_PLACE, FIRST_PLACE, HOME_PLACE } from '../route.ts';
import { useShared } from '../shared.ts';
import { offers } from './versions.ts';

/** As in look/cluster.css. */
const NARROW = '(max-width: 1000px)';

export function ReleaseMenu({ name, tags }: { name: string; tags: readonly string[] }) {
  const { route, go } = useShared();
  const write = (version: string) => {
    const isChannel = route.place !== HOME_PLACE && route.place !== BOT_PLACE;
    // Where both do not fit beside each other, the place to write is behind this one.
    const isBeside = !window.matchMedia(NARROW).matches;
    const place = isChannel ? route.place : FIRST_PLACE;
    go({ place, thread: null, ...(isBeside ? {} : { cluster: null }) });
    giveDraft(place, `/deploy ${name} ${version}`);
  };
  const items = offers(tags).map(({ words, about, version }) => ({
    key: version,
    words: (
      <>
        {words} <span className="quiet">{`${version} · ${about}`}</span>
      </>
    ),
    choose: () => write(version),
  }));
  return <Menu label={`Release a version of ${name}`} face="Release…" className="button plain" items={items} />;
}
