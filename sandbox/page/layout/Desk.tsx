/** The whole window: bar, channels, the conversation, a thread, and what lies behind the scenes. */
import { useEffect, useState } from 'react';
import { Behind } from '../behind/Behind.tsx';
import { ClusterPanel, OwnCluster } from '../cluster/ClusterPanel.tsx';
import { useClusterNames } from '../cluster/watching.ts';
import { Forms } from '../form/Forms.tsx';
import { BOT_PLACE, HOME_PLACE } from '../route.ts';
import { useShared } from '../shared.ts';
import { Tour } from '../tour/Tour.tsx';
import { BotHome } from './BotHome.tsx';
import { Conversation } from './Conversation.tsx';
import { Sidebar } from './Sidebar.tsx';
import { ThreadPanel } from './ThreadPanel.tsx';
import { TopBar } from './TopBar.tsx';

export function Desk({ isConnected }: { isConnected: boolean }) {
  const { world, route, me, go } = useShared();
  const clusters = useClusterNames();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isBehindOpen, setBehindOpen] = useState(false);
  const isBot = route.place === BOT_PLACE;
  const channel = [...world.channels.values()].find(({ name, kind }) => (isBot ? kind === 'im' : name === route.place));
  useEffect(() => {
    const unread = [...world.channels.values()].reduce((sum, each) => sum + each.unread, 0);
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${me.realName} · Rollbridge sandbox`;
  }, [world.channels, me.realName]);
  return (
    <div className="desk">
      <TopBar
        isMenuOpen={isMenuOpen}
        onMenu={() => setMenuOpen(!isMenuOpen)}
        onCluster={clusters?.length ? () => go({ cluster: route.cluster === null ? '' : null }) : null}
        isClusterOpen={route.cluster !== null}
        isBehindOpen={isBehindOpen}
        onBehind={() => setBehindOpen(!isBehindOpen)}
      />
      {!isConnected && (
        <p className="banner" role="status">
          The sandbox does not answer. Trying again…
        </p>
      )}
      <div className="floor">
        <Sidebar
          isOpen={isMenuOpen}
          onChosen={() => setMenuOpen(false)}
          note={clusters?.length === 0 && <OwnCluster />}
        />
        <Tour
          onBehind={() => setBehindOpen(true)}
          onCluster={clusters?.length ? () => go({ cluster: route.cluster ?? '' }) : null}
        />
        <div className={route.cluster === null ? 'middle' : 'middle beside-cluster'}>
          {route.place === HOME_PLACE ? (
            <BotHome />
          ) : channel === undefined ? (
            <main className="conversation">
              <p className="nothing">
                {isBot ? 'Rollbridge has not written to you yet.' : `${me.realName} sees no channel #${route.place}.`}
              </p>
            </main>
          ) : (
            <Conversation key={channel.id} channel={channel} />
          )}
          {route.thread !== null && channel !== undefined && (
            <ThreadPanel key={route.thread} channel={channel} ts={route.thread} />
          )}
          {route.cluster !== null && clusters !== null && (
            <ClusterPanel hasClusters={clusters.length > 0} chosen={route.cluster} />
          )}
        </div>
      </div>
      {isBehindOpen && <Behind onClose={() => setBehindOpen(false)} />}
      <Forms />
    </div>
  );
}
