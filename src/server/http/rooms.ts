// All rooms of the server, each with its routes.
import { routes as brief } from '../brief/routes.ts';
import { checkRoutes as checks } from '../care/check-routes.ts';
import { recordRoutes as careRecords } from '../care/record-routes.ts';
import { routes as care } from '../care/routes.ts';
import { silenceRoutes as silence } from '../care/silence-routes.ts';
import { surveyRoutes as surveys } from '../care/survey-routes.ts';
import { phoneRoutes as phone } from '../delivery/phone-routes.ts';
import { routes as delivery } from '../delivery/routes.ts';
import { voiceRoutes as voice } from '../delivery/voice-routes.ts';
import { bindingPlanRoutes as bindingPlan } from '../dispatch/binding-routes.ts';
import { routes as dispatch } from '../dispatch/routes.ts';
import { travelRoutes as travel } from '../dispatch/travel-routes.ts';
import { routes as emergency } from '../emergency/routes.ts';
import { callRoutes as calls } from '../intake/call-routes.ts';
import { channelRoutes as channels } from '../intake/channel-routes.ts';
import { conversationRoutes as conversations } from '../intake/conversation-routes.ts';
import { groupNoticeRoutes as groupNotices } from '../intake/group-notice-routes.ts';
import { pasteRoutes as pastes } from '../intake/paste-routes.ts';
import { readingRoutes as readings } from '../intake/reading-routes.ts';
import { routes as live } from '../live/routes.ts';
import { routes as rosters } from '../people/roster-routes.ts';
import { routes as people } from '../people/routes.ts';
import { routes as signIn } from '../people/sign-in-routes.ts';
import { routes as place } from '../place/routes.ts';
import { routes as privacy } from '../privacy/routes.ts';
import { routes as request } from '../request/routes.ts';
import { routes as zone } from '../zone/routes.ts';
import type { Deps, Route } from './route.ts';

export function rooms(deps: Deps): Route[] {
  const all = [
    signIn,
    people,
    rosters,
    place,
    zone,
    request,
    dispatch,
    bindingPlan,
    travel,
    delivery,
    voice,
    care,
    careRecords,
    surveys,
    silence,
    calls,
    channels,
    readings,
    groupNotices,
    brief,
    live,
    privacy,
    emergency,
  ].flatMap(routes => routes(deps));
  // A phone's moves go through the same functions as if each came alone.
  const handles = new Map(all.map(({ endpoint, handle }) => [endpoint, handle]));
  const contacts = checks(deps, handles);
  for (const { endpoint, handle } of contacts) handles.set(endpoint, handle);
  return [...all, ...contacts, ...phone(deps, handles), ...conversations(deps, handles), ...pastes(deps, handles)];
}
