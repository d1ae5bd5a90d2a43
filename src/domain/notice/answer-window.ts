// How long and how often somebody who wrote may be answered, as the other side allows it: 48 hours and five answers for WeChat users.
import type { WrittenChannel } from './outside-channel.ts';

interface Window {
  readonly hours: number;
  readonly answers: number;
}

/** Null: members of the own organisation may be written to at any time. Sources: 公众号 客服消息, 微信客服 发送消息. */
const windows: Readonly<Record<WrittenChannel, Window | null>> = {
  official_account: { hours: 48, answers: 5 },
  wecom_service: { hours: 48, answers: 5 },
  wecom_app: null,
};

export interface AnswerWindow {
  /** ISO; null: no end. */
  readonly until: string | null;
  /** Null: as many as wanted. */
  readonly left: number | null;
  readonly isOpen: boolean;
}

/** `lastAt`: when they wrote last (ISO). `answersSince`: what was sent to them or waits to be sent since then. */
export function answerWindow(channel: WrittenChannel, lastAt: string | null, answersSince: number, now: Date): AnswerWindow {
  const window = windows[channel];
  if (window === null) return { until: null, left: null, isOpen: true };
  if (lastAt === null) return { until: null, left: 0, isOpen: false };
  const until = Date.parse(lastAt) + window.hours * 3600_000;
  const left = Math.max(0, window.answers - answersSince);
  return { until: new Date(until).toISOString(), left, isOpen: left > 0 && now.getTime() < until };
}
